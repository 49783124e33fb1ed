#include "cli/commands/commands.hpp"
#include "cli/table.hpp"

#include "leadvault/base/random.hpp"

namespace lv::cli {
namespace {

std::string random_key() {
  ByteArray<16> bytes{};
  random_bytes(bytes);
  return to_hex(bytes);
}

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  LV_TRY(body, read_document(context, given.get("--data", "-")));
  Request request;
  request.method = "POST";
  request.target = "/v1/leads";
  request.content_type = "application/json";
  request.body = std::move(body);
  const auto key = given.has("--idempotency-key") ? given.get("--idempotency-key") : random_key();
  request.headers.emplace_back("Idempotency-Key", key);
  LV_TRY(answer, session.client.call(request));
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
  } else {
    print_pairs(context.terminal, {{"lead", cell(answer.json, "id")},
                                   {"stage", cell(answer.json, "stage")},
                                   {"version", cell(answer.json, "version")},
                                   {"warnings", cell(answer.json, "warnings")}});
  }
  return ExitCode::ok;
}

} // namespace

Command lead_create(const Context& context) {
  return make_command(
      context,
      {"lead create",
       Group::leads,
       "Create a lead from a JSON document",
       {"leadvault lead create --data lead.json", "leadvault lead create < lead.json"},
       with_connection(
           {{"--data", "FILE", "the document; - is standard input (the default)", {}, {}},
            {"--idempotency-key", "KEY", "makes a repeated call harmless for a day", {}, {}}}),
       {}},
      run);
}

} // namespace lv::cli
