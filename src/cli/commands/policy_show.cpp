#include "cli/commands/commands.hpp"
#include "cli/table.hpp"

namespace lv::cli {
namespace {

void print_texts(Terminal& terminal, const JsonValue& answer) {
  for (const auto& file : list_of(answer, "files")) {
    terminal.out_line("// " + printable(cell(file, "name")));
    for (const auto& line : lines_of(cell(file, "text"))) terminal.out_line(line);
  }
}

void print_rules(Terminal& terminal, const JsonValue& answer) {
  Table table{"NUMBER", "POLICY", "EFFECT", "CODE", "MASK", "PLACE"};
  for (const auto& rule : list_of(answer, "policies")) {
    table.add({cell(rule, "number"), cell(rule, "id"), cell(rule, "effect"), cell(rule, "code"),
               cell(rule, "mask"), cell(rule, "file") + ":" + cell(rule, "line")});
  }
  table.print(terminal);
}

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  Request request;
  request.target = "/v1/policies";
  LV_TRY(answer, session.client.call(request));
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
  } else if (given.has("--text")) {
    print_texts(context.terminal, answer.json);
  } else {
    print_rules(context.terminal, answer.json);
    context.terminal.err_line("policy set: " + std::string(cell(answer.json, "policy_set")));
  }
  return ExitCode::ok;
}

} // namespace

Command policy_show(const Context& context) {
  return make_command(
      context,
      {"policy show",
       Group::compliance,
       "The policies in force, by the numbers that log entries give them",
       {"leadvault policy show", "leadvault policy show --text", "leadvault policy show --json"},
       with_connection({{"--text", "", "print them as they are written", {}, {}}}),
       {}},
      run);
}

} // namespace lv::cli
