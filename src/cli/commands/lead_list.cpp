#include "cli/commands/commands.hpp"
#include "cli/table.hpp"

namespace lv::cli {
namespace {

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  Request request;
  request.target = target("/v1/leads", {{"stage", given.get("--stage")},
                                        {"channel", given.get("--channel")},
                                        {"created_from", given.get("--from")},
                                        {"created_until", given.get("--until")},
                                        {"limit", given.get("--limit")},
                                        {"cursor", given.get("--cursor")}});
  LV_TRY(answer, session.client.call(request));
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
    return ExitCode::ok;
  }
  Table table{"LEAD", "STAGE", "CHANNEL", "RESIDENCY", "CREATED", "VERSION", "FLAGS"};
  for (const auto& lead : data_of(answer.json)) {
    table.add({cell(lead, "id"), cell(lead, "stage"), cell(lead, "channel"),
               cell(lead, "residency"), cell(lead, "created_at"), cell(lead, "version"),
               cell(lead, "flags")});
  }
  table.print(context.terminal);
  tell_next_page(context.terminal, answer.json);
  return ExitCode::ok;
}

} // namespace

Command lead_list(const Context& context) {
  return make_command(
      context,
      {"lead list",
       Group::leads,
       "List leads by their operational columns; no personal data",
       {"leadvault lead list --stage new", "leadvault lead list --from 2026-11-01T00:00:00Z"},
       with_connection({{"--stage", "STAGE", "only of this stage", {}, {}},
                        {"--channel", "CHANNEL", "only of this channel", {}, {}},
                        {"--from", "TIME", "created at or after, RFC 3339", {}, {}},
                        {"--until", "TIME", "created before, RFC 3339", {}, {}},
                        {"--limit", "N", "most leads on a page, 1 to 200 (50)", {}, {}},
                        {"--cursor", "CURSOR", "the page that the last one named", {}, {}}}),
       {}},
      run);
}

} // namespace lv::cli
