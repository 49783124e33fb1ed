#include "cli/commands/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "cli/table.hpp"
#include "cli/transfer/import.hpp"

#include "leadvault/lead/catalogue_load.hpp"

#include <optional>

namespace lv::cli {
namespace {

constexpr std::uint64_t refused_shown_max = 20;

// "salesforce" is policies/mappings/salesforce.toml; anything with a slash or ending is a path.
std::filesystem::path mapping_file(const std::string& policies, const std::string& named) {
  const bool path = named.find('/') != std::string::npos || named.ends_with(".toml");
  if (path) return named;
  return std::filesystem::path(policies) / "mappings" / (named + ".toml");
}

Outcome<std::unique_ptr<RowSource>> open_rows(const Context& context, const Parsed& given) {
  const auto file = given.get("FILE");
  if (!given.has("--mapping")) return open_ndjson_rows(file);
  const auto policies = policies_folder(context, given);
  Failure failure(ExitCode::usage, "the catalogue or the mapping is not valid");
  auto catalogue = lead::load_catalogue(policies, failure.violations);
  if (!catalogue) return failure;
  const auto path = mapping_file(policies, given.get("--mapping"));
  auto mapping = lead::load_mapping(path.string(), *catalogue, failure.violations);
  if (!mapping) return failure;
  return open_csv_rows(file, std::move(*mapping), *catalogue);
}

// File name and mapping, in the characters a name may have: the same command resumes itself.
std::string import_name(const Parsed& given) {
  if (given.has("--name")) return given.get("--name");
  const auto stem = [](const std::string& path) {
    return std::filesystem::path(path).filename().string();
  };
  auto name = stem(given.get("FILE"));
  if (given.has("--mapping")) name += "-" + stem(given.get("--mapping"));
  for (auto& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '.' || c == '_' || c == '-';
    if (!plain) c = '_';
  }
  constexpr std::size_t name_bytes_max = 64;
  return name.substr(0, name_bytes_max);
}

std::string resume_line(const Parsed& given, const std::string& name) {
  auto line = "leadvault lead import " + given.get("FILE");
  if (given.has("--mapping")) line += " --mapping " + given.get("--mapping");
  return line + " --name " + name;
}

// Refused rows: the first ones on err, all of them in the report.
class Refusals {
public:
  Refusals(Terminal& terminal, std::optional<NewFile> report)
      : terminal_(terminal), report_(std::move(report)) {}

  void note(const RefusedRow& row) {
    ++rows_;
    for (const auto& violation : row.violations) {
      if (report_ && fault_) fault_ = report_->write(line_of(row.number, violation));
      if (rows_ > refused_shown_max) continue;
      terminal_.err_line("row " + std::to_string(row.number) + " refused: " +
                         std::string(printable(violation.pointer + " " + violation.rule + ": " +
                                               violation.detail)));
    }
  }

  // The report of an import that ended early is kept for its rows only.
  Outcome<void> finish(const Outcome<ImportTotals>& totals) {
    if (rows_ > refused_shown_max) {
      terminal_.err_line("and " + std::to_string(rows_ - refused_shown_max) + " more refused rows" +
                         (report_ ? "" : "; --report FILE keeps them all"));
    }
    if (report_ && totals && totals->end == ImportTotals::End::complete) report_->keep();
    if (report_ && fault_) fault_ = report_->sync();
    if (!fault_) return fault_.error();
    return boost::system::in_place_value;
  }

private:
  static SecretText line_of(std::size_t number, const Violation& violation) {
    JsonWriter json;
    json.begin_object().member("row", static_cast<std::uint64_t>(number));
    json.member("pointer", violation.pointer).member("rule", violation.rule);
    json.member("detail", violation.detail).end_object();
    auto line = json.take();
    line += '\n';
    return line;
  }

  Terminal& terminal_;
  std::optional<NewFile> report_;
  Result<void> fault_;
  std::uint64_t rows_ = 0;
};

void print_totals(const Context& context, const Parsed& given, const ImportTotals& totals) {
  auto& terminal = context.terminal;
  if (given.has("--json")) {
    JsonWriter json;
    json.begin_object().member("read", totals.read).member("created", totals.created);
    json.member("existed", totals.existed).member("refused", totals.refused);
    json.key("complete").boolean(totals.end == ImportTotals::End::complete);
    json.key("warnings").begin_object();
    for (const auto& [code, count] : totals.warnings) json.member(code, count);
    json.end_object().end_object();
    terminal.out_line(json.text());
    return;
  }
  const auto number = [](std::uint64_t value) { return SecretText(std::to_string(value)); };
  std::vector<std::pair<std::string, SecretText>> pairs{{"read", number(totals.read)},
                                                        {"created", number(totals.created)},
                                                        {"existed", number(totals.existed)},
                                                        {"refused", number(totals.refused)}};
  for (const auto& [code, count] : totals.warnings) {
    pairs.emplace_back("warning " + code, number(count));
  }
  print_pairs(terminal, pairs);
}

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  LV_TRY(source, open_rows(context, given));
  std::optional<NewFile> report;
  if (given.has("--report")) {
    LV_TRY(file, NewFile::create(given.get("--report")));
    report.emplace(std::move(file));
  }
  Refusals refusals(context.terminal, std::move(report));
  Progress progress(context.terminal, context.clock, "rows");
  Interrupt interrupt;
  ImportPlan plan;
  plan.name = import_name(given);
  ImportHooks hooks;
  hooks.on_refused = [&](const RefusedRow& row) { refusals.note(row); };
  hooks.on_page = [&](const ImportTotals& totals) {
    progress.update(totals.read, source->read_bytes(), source->size_bytes());
  };
  hooks.stop_requested = [&] { return interrupt.requested(); };
  Import import(session.client, context, plan, std::move(hooks));
  const auto totals = import.run(*source);
  progress.finish();
  LV_CHECK(refusals.finish(totals));
  print_totals(context, given, import.totals());
  if (!totals || totals->end == ImportTotals::End::interrupted) {
    context.terminal.err_line("What was sent is stored. To resume: " +
                              resume_line(given, plan.name));
  }
  if (!totals) return totals.error();
  if (totals->end == ImportTotals::End::interrupted) return ExitCode::declined;
  return totals->refused == 0 ? ExitCode::ok : ExitCode::failed;
}

} // namespace

Command lead_import(const Context& context) {
  return make_command(
      context,
      {"lead import",
       Group::leads,
       "Import a CSV file by a mapping, or NDJSON; the file stays here, its rows are sent",
       {"leadvault lead import leads.csv --mapping salesforce",
        "leadvault lead import leads.csv --mapping my.toml --report refused.jsonl",
        "leadvault lead import leads.ndjson --name trade-show-2026"},
       with_connection(
           {{"FILE", "", "the file", Need::required, {}},
            {"--mapping", "FILE", "columns to fields; a name stands for a shipped one", {}, {}},
            {"--name", "NAME", "of the import; the same name resumes it", {}, {}},
            {"--report", "FILE", "new file with every refused row as a JSON line", {}, {}},
            {"--policies", "DIR", "the field catalogue (LEADVAULT_POLICIES)", {}, {}}}),
       {}},
      run);
}

} // namespace lv::cli
