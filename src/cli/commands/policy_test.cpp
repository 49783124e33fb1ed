#include "cli/commands/commands.hpp"
#include "cli/findings.hpp"

#include "leadvault/policy/table_tests.hpp"

#include <algorithm>

namespace lv::cli {
namespace {

using Results = std::vector<policy::CaseResult>;

// Nothing, with findings, when the policies or the cases are not valid.
Result<Results> try_cases(const std::string& policies, const std::string& cases,
                          Violations& findings) {
  LV_TRY(set, policy::load_policies(policies, findings));
  LV_TRY(files, policy::read_table_files(cases, findings));
  return policy::run_table_files(*set, files, findings);
}

void print_json(Terminal& terminal, const Results& results, std::size_t failed,
                const Violations& findings) {
  JsonWriter json;
  json.begin_object();
  json.member("passed", static_cast<std::uint64_t>(results.size() - failed));
  json.member("failed", static_cast<std::uint64_t>(failed));
  json.key("failures").begin_array();
  for (const auto& one : results) {
    if (one.passed()) continue;
    json.begin_object().member("file", one.file).member("case", one.name);
    json.member("failure", one.failure).end_object();
  }
  json.end_array().key("errors");
  write_findings(json, findings);
  json.end_object();
  terminal.out_line(json.text());
}

void print_results(Terminal& terminal, const Results& results, std::size_t failed) {
  for (const auto& one : results) {
    if (one.passed()) continue;
    terminal.out_line(printable(one.file + ": " + one.name));
    terminal.out_line(printable("  " + one.failure));
  }
  terminal.out_line(std::to_string(results.size() - failed) + " passed, " + std::to_string(failed) +
                    " failed");
}

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  const auto policies = policies_folder(context, given);
  const auto cases = given.get("DIR", (std::filesystem::path(policies) / "tests").string());
  Violations findings;
  const auto tried = try_cases(policies, cases, findings);
  const Results none;
  const auto& results = tried ? *tried : none;
  const auto failed = static_cast<std::size_t>(
      std::count_if(results.begin(), results.end(), [](const auto& one) { return !one.passed(); }));
  if (given.has("--json")) {
    print_json(context.terminal, results, failed, findings);
  } else if (tried) {
    print_results(context.terminal, results, failed);
  } else {
    print_findings(context.terminal, findings);
  }
  if (!tried) {
    return Failure(ExitCode::failed, "no case was tried: " + counted(findings.size(), "error") +
                                         " in " + policies + " or " + cases);
  }
  return failed == 0 ? ExitCode::ok : ExitCode::failed;
}

} // namespace

Command policy_test(const Context& context) {
  return make_command(
      context,
      {"policy test",
       Group::administration,
       "Try the cases of a folder against the policies, without the server",
       {"leadvault policy test", "leadvault policy test --policies /etc/leadvault/policies",
        "leadvault policy test my-cases --policies policies --json"},
       {{"DIR",
         "",
         "folder of *.json cases; without it, tests in the folder of --policies",
         {},
         {}},
        {"--policies", "DIR", "the policies that are tried (LEADVAULT_POLICIES)", {}, {}},
        {"--json", "", "print passed, failed and the failures as JSON", {}, {}}},
       {}},
      run);
}

} // namespace lv::cli
