#include "cli/commands/commands.hpp"
#include "cli/table.hpp"

namespace lv::cli {
namespace {

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  Request request;
  request.method = "POST";
  request.target = "/v1/policies/reload";
  LV_TRY(answer, session.client.call(request));
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
    return ExitCode::ok;
  }
  const auto* replaced = answer.json.find("replaced");
  const bool changed = replaced != nullptr && replaced->as_bool() && *replaced->as_bool();
  context.terminal.err_line(changed ? "The policies were replaced."
                                    : "These policies are in force already.");
  print_pairs(context.terminal, {{"policies", cell(answer.json, "policies")},
                                 {"policy set", cell(answer.json, "policy_set")}});
  return ExitCode::ok;
}

} // namespace

Command policy_reload(const Context& context) {
  return make_command(
      context,
      {"policy reload",
       Group::administration,
       "Have the vault read its policies again; on any fault it keeps the old ones",
       {"leadvault policy reload --key-file operator.key", "leadvault policy reload --json"},
       with_connection({}),
       {}},
      run);
}

} // namespace lv::cli
