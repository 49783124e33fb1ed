#include "cli/commands/commands.hpp"
#include "cli/table.hpp"

namespace lv::cli {
namespace {

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  LV_TRY(body, read_document(context, given.get("--data", "-")));
  Request request;
  request.method = "PATCH";
  request.target = "/v1/leads/" + url_encode(given.get("ID"));
  request.content_type = "application/merge-patch+json";
  request.body = std::move(body);
  request.headers.emplace_back("If-Match", "\"" + given.get("--if-match") + "\"");
  LV_TRY(answer, session.client.call(request));
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
  } else {
    print_pairs(context.terminal, {{"lead", cell(answer.json, "id")},
                                   {"version", cell(answer.json, "version")},
                                   {"warnings", cell(answer.json, "warnings")}});
  }
  return ExitCode::ok;
}

} // namespace

Command lead_update(const Context& context) {
  return make_command(
      context,
      {"lead update",
       Group::leads,
       "Change a lead by a JSON merge patch, based on a version",
       {"leadvault lead update lead_01k... --if-match 3 --data patch.json"},
       with_connection(
           {{"ID", "", "the lead", Need::required, {}},
            {"--if-match", "VERSION", "the version the change is based on", Need::required, {}},
            {"--data", "FILE", "the patch; - is standard input (the default)", {}, {}}}),
       {}},
      run);
}

} // namespace lv::cli
