#include "cli/commands/commands.hpp"
#include "cli/table.hpp"

namespace lv::cli {
namespace {

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  Request request;
  request.target = "/v1/status";
  LV_TRY(answer, session.client.call(request));
  const auto* sealed = answer.json.find("sealed");
  const bool serves = sealed == nullptr || sealed->is_null();
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
  } else {
    print_pairs(context.terminal, {{"state", SecretText(serves ? "serving" : "sealed")},
                                   {"reason", cell(answer.json, "sealed")},
                                   {"version", cell(answer.json, "version")},
                                   {"catalogue", cell(answer.json, "catalogue")},
                                   {"policies", cell(answer.json, "policy_set")}});
  }
  return serves ? ExitCode::ok : ExitCode::unavailable;
}

} // namespace

Command status_command(const Context& context) {
  return make_command(context,
                      {"status",
                       Group::start,
                       "Whether the vault serves, its version and the rules in force",
                       {"leadvault status", "leadvault status --json"},
                       with_connection({}),
                       {}},
                      run);
}

} // namespace lv::cli
