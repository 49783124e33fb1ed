#include "cli/commands/commands.hpp"
#include "cli/table.hpp"

namespace lv::cli {
namespace {

// "contact: email, phone (mask; stage sql, converted + assigned)"
SecretText grant_text(const JsonValue& grant) {
  auto text = cell(grant, "class");
  if (grant.find("fields") != nullptr) text += ": " + cell(grant, "fields");
  text += " (" + cell(grant, "outcome");
  const char* between = "; ";
  for (const auto& need : list_of(grant, "needs")) {
    text += between + cell_of(need);
    between = " + ";
  }
  return text + ")";
}

// A line for each purpose, in the order of the answer.
void add_lines(Table& table, const JsonValue& subject, SecretText name) {
  SecretText purpose;
  SecretText grants;
  const auto end_line = [&]() {
    if (!purpose.empty()) table.add({name, cell(subject, "kind"), purpose, grants});
    grants.clear();
  };
  for (const auto& grant : list_of(subject, "grants")) {
    const auto of = cell(grant, "purpose");
    if (of != purpose) {
      end_line();
      purpose = of;
    }
    if (!grants.empty()) grants += "; ";
    grants += grant_text(grant);
  }
  end_line();
  if (purpose.empty()) table.add({name, cell(subject, "kind"), "-", "reads no field"});
}

void print_review(Terminal& terminal, const JsonValue& review) {
  if (!list_of(review, "roles").empty()) {
    Table roles{"ROLE", "KIND", "PURPOSE", "READS"};
    for (const auto& role : list_of(review, "roles")) add_lines(roles, role, cell(role, "role"));
    roles.print(terminal);
    terminal.out_line("");
  }
  Table principals{"PRINCIPAL", "KIND", "PURPOSE", "READS"};
  for (const auto& one : list_of(review, "principals"))
    add_lines(principals, one, cell(one, "name") + " [" + cell(one, "roles") + "]");
  principals.print(terminal);
}

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  if (given.has("--json") && given.has("--csv"))
    return Failure(ExitCode::usage, "give either --json or --csv");
  LV_TRY(session, connect(context, given));
  Request request;
  request.target = target("/v1/access/review", {{"role", given.get("--role")},
                                                {"principal", given.get("--principal")},
                                                {"format", given.has("--csv") ? "csv" : ""}});
  LV_TRY(answer, session.client.call(request));
  if (given.has("--csv")) {
    context.terminal.out(answer.response.body);
  } else if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
  } else {
    print_review(context.terminal, answer.json);
  }
  return ExitCode::ok;
}

} // namespace

Command access_review(const Context& context) {
  return make_command(
      context,
      {"access review",
       Group::compliance,
       "Who can read which fields for which purposes, and what a lead must be like for it",
       {"leadvault access review", "leadvault access review --csv > access.csv",
        "leadvault access review --role sales_rep --json"},
       with_connection({{"--role", "ROLE", "only this role and who has it", {}, {}},
                        {"--principal", "ID", "only this principal", {}, {}},
                        {"--csv", "", "one record for each grant, for spreadsheets", {}, {}}}),
       {}},
      run);
}

} // namespace lv::cli
