#include "cli/commands/commands.hpp"
#include "cli/findings.hpp"

#include "leadvault/lead/catalogue_load.hpp"
#include "leadvault/policy/lint.hpp"

#include <algorithm>

namespace lv::cli {
namespace {

namespace fs = std::filesystem;

// What is to be checked: a whole folder, or files with the schema and catalogue of one.
struct Subject {
  fs::path folder;
  std::vector<std::string> files; // none: those of the folder
};

Outcome<Subject> subject_of(const Context& context, const Parsed& given) {
  const auto paths = given.all("PATH");
  std::error_code error;
  const bool has_folder = std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
    return fs::is_directory(path, error);
  });
  if (!has_folder) return Subject{policies_folder(context, given), paths};
  if (paths.size() > 1) {
    return Failure(ExitCode::usage, "check one folder at a time, or files only");
  }
  if (given.has("--policies")) {
    return Failure(ExitCode::usage,
                   "a folder has its own schema and catalogue: --policies is for files");
  }
  return Subject{paths.front(), {}};
}

struct Checked {
  std::size_t files = 0;
  std::size_t policies = 0;
  Violations errors;
  Violations warnings;
};

Checked check(const Subject& subject) {
  Checked checked;
  const auto catalogue = lead::load_catalogue(subject.folder.string(), checked.errors);
  auto texts = subject.files.empty()
                   ? policy::read_policy_texts(subject.folder, checked.errors)
                   : policy::read_policy_texts(subject.folder, subject.files, checked.errors);
  if (!catalogue || !texts) return checked;
  const auto policies = policy::Policies::make(std::move(*texts), *catalogue, checked.errors);
  if (!policies) return checked;
  const auto scope =
      subject.files.empty() ? policy::LintScope::whole_set : policy::LintScope::some_files;
  checked.files = (*policies)->texts().files.size();
  checked.policies = (*policies)->rules().size();
  checked.warnings = policy::lint(**policies, scope);
  return checked;
}

void print_checked(Terminal& terminal, const Checked& checked) {
  print_findings(terminal, checked.errors);
  print_findings(terminal, checked.warnings, "warning: ");
  if (!checked.errors.empty()) return;
  const auto counts =
      std::to_string(checked.policies) + " policies in " + counted(checked.files, "file");
  terminal.err_line(checked.warnings.empty()
                        ? counts + " are sound."
                        : counts + ": valid, " + counted(checked.warnings.size(), "warning") + ".");
}

void print_json(Terminal& terminal, const Checked& checked) {
  JsonWriter json;
  json.begin_object();
  json.member("files", static_cast<std::uint64_t>(checked.files));
  json.member("policies", static_cast<std::uint64_t>(checked.policies));
  json.key("errors");
  write_findings(json, checked.errors);
  json.key("warnings");
  write_findings(json, checked.warnings);
  json.end_object();
  terminal.out_line(json.text());
}

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  LV_TRY(subject, subject_of(context, given));
  const auto checked = check(subject);
  if (given.has("--json")) {
    print_json(context.terminal, checked);
  } else {
    print_checked(context.terminal, checked);
  }
  const auto of = "the policies, with the schema of " + subject.folder.string() + ", have ";
  if (!checked.errors.empty())
    return Failure(ExitCode::failed, of + counted(checked.errors.size(), "error"));
  if (checked.warnings.empty() || !given.has("--warnings-as-errors")) return ExitCode::ok;
  return Failure(ExitCode::failed, of + counted(checked.warnings.size(), "warning"));
}

} // namespace

Command policy_check(const Context& context) {
  return make_command(
      context,
      {"policy check",
       Group::administration,
       "Check policies against schema and catalogue, without the server",
       {"leadvault policy check", "leadvault policy check /etc/leadvault/policies --json",
        "leadvault policy check sales.cedar crm.cedar --policies /etc/leadvault/policies"},
       {{"PATH",
         "",
         "a policy folder or *.cedar files; without any, the folder of --policies",
         {},
         {},
         Count::many},
        {"--policies", "DIR", "schema and catalogue for files (LEADVAULT_POLICIES)", {}, {}},
        {"--warnings-as-errors", "", "warnings give exit code 1 too", {}, {}},
        {"--json", "", "print files, policies, errors and warnings as JSON", {}, {}}},
       {}},
      run);
}

} // namespace lv::cli
