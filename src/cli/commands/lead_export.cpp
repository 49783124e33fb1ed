#include "cli/commands/commands.hpp"
#include "cli/commands/fields.hpp"
#include "cli/files.hpp"
#include "cli/progress.hpp"
#include "cli/transfer/export_pages.hpp"

#include <optional>

namespace lv::cli {
namespace {

SecretText export_body(const Parsed& given, const std::vector<std::string>& fields) {
  JsonWriter json;
  json.begin_object().key("fields").begin_array();
  for (const auto& field : fields) json.value(field);
  json.end_array();
  constexpr std::pair<const char*, const char*> filters[] = {{"--stage", "stage"},
                                                             {"--channel", "channel"},
                                                             {"--from", "created_from"},
                                                             {"--until", "created_until"},
                                                             {"--cursor", "cursor"}};
  for (const auto& [option, member] : filters) {
    if (given.has(option)) json.member(member, given.get(option));
  }
  json.end_object();
  return json.take();
}

Outcome<std::optional<NewFile>> open_out(const Parsed& given) {
  if (!given.has("--out")) return std::optional<NewFile>();
  const auto path = given.get("--out");
  auto file = given.has("--cursor") ? NewFile::append(path) : NewFile::create(path);
  if (!file) return Failure(exit_code_of(file.error().code()), path + ": " + file.error().what());
  return std::optional<NewFile>(std::move(*file));
}

void print_totals(Terminal& terminal, const Parsed& given, const ExportPages& pages) {
  const auto withheld = pages.withheld();
  if (!given.has("--json")) {
    auto line = std::to_string(pages.records()) + " leads exported";
    if (withheld) line += ", " + std::to_string(*withheld) + " withheld";
    return terminal.err_line(line + ".");
  }
  JsonWriter json;
  json.begin_object().member("exported", pages.records()).key("withheld");
  if (withheld) {
    json.value(*withheld);
  } else {
    json.null();
  }
  json.key("complete").boolean(pages.complete()).end_object();
  // Without a file, standard output is the export's.
  if (given.has("--out")) return terminal.out_line(json.text());
  terminal.err_line(json.text());
}

Outcome<ExitCode> finish(const Context& context, const Parsed& given, const ExportPages& pages,
                         const std::optional<Failure>& failure) {
  auto& terminal = context.terminal;
  print_totals(terminal, given, pages);
  if (!failure && pages.complete()) return ExitCode::ok;
  if (!pages.cursor().empty()) {
    terminal.err_line("To go on where it broke off, append with the same options and --cursor " +
                      pages.cursor());
  }
  if (failure) return *failure;
  return Failure(ExitCode::unavailable, "the export broke off before its last page");
}

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  LV_TRY(fields, fields_asked(given));
  if (fields.empty()) return Failure(ExitCode::usage, "--fields is missing");
  LV_TRY(session, connect(context, given));
  LV_TRY(file, open_out(given));
  const auto form = given.get("--format", "ndjson") == "csv" ? ExportForm::csv : ExportForm::ndjson;
  Progress progress(context.terminal, context.clock, "leads");
  const auto write = [&](std::string_view page) -> Result<void> {
    if (file) return file->write(page);
    context.terminal.out(page);
    return context.terminal.take_written();
  };
  ExportPages pages(
      form, given.has("--cursor") ? ExportPages::Start::continuing : ExportPages::Start::fresh,
      write);
  Request request;
  request.method = "POST";
  request.target = "/v1/exports";
  request.content_type = "application/json";
  request.body = export_body(given, fields);
  request.headers.emplace_back("Accept",
                               form == ExportForm::csv ? "text/csv" : "application/x-ndjson");
  session.add_purpose(request);
  const auto take = [&](std::string_view piece) -> Result<void> {
    LV_CHECK(pages.push(piece));
    progress.update(pages.records(), 0, 0);
    return {};
  };
  const auto response = session.client.stream(request, take);
  progress.finish();
  if (file) LV_CHECK(file->sync());
  return finish(context, given, pages, response ? std::nullopt : std::optional(response.error()));
}

} // namespace

Command lead_export(const Context& context) {
  return make_command(
      context,
      {"lead export",
       Group::leads,
       "Export leads as NDJSON or CSV; masked unless --plain and --purpose say otherwise",
       {"leadvault lead export --fields email,company --purpose qualification --out leads.ndjson",
        "leadvault lead export --fields email --plain --purpose sales_outreach --format csv "
        "--out leads.csv"},
       with_connection(
           {{"--fields", "LIST", "field names, separated by commas", Need::required, {}},
            {"--plain", "", "ask for whole values; they are logged as released", {}, {}},
            {"--format", "FORM", "of the output", {}, {"ndjson", "csv"}},
            {"--out", "FILE", "new file of mode 0600; otherwise standard output", {}, {}},
            {"--cursor", "CURSOR", "go on here, appending to --out", {}, {}},
            {"--stage", "STAGE", "only of this stage", {}, {}},
            {"--channel", "CHANNEL", "only of this channel", {}, {}},
            {"--from", "TIME", "created at or after, RFC 3339", {}, {}},
            {"--until", "TIME", "created before, RFC 3339", {}, {}}}),
       {}},
      run);
}

} // namespace lv::cli
