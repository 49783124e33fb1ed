#include "cli/commands/commands.hpp"
#include "cli/files.hpp"
#include "cli/table.hpp"

namespace lv::cli {
namespace {

constexpr std::size_t value_bytes_max = 16 * 1024;

void drop_line_end(SecretText& value) {
  if (value.ends_with('\n')) value.pop_back();
  if (value.ends_with('\r')) value.pop_back();
}

// The value is personal data, so no option takes it: argv is visible to every user of a machine.
Outcome<SecretText> read_value(const Context& context, const Parsed& given, const std::string& by) {
  auto& terminal = context.terminal;
  Result<SecretText> value =
      given.has("--value-file")     ? read_file(given.get("--value-file"), value_bytes_max)
      : terminal.is_tty(Stream::in) ? terminal.ask("Search for " + by + ": ", Echo::off)
                                    : terminal.read_input(value_bytes_max);
  if (!value) return value.error();
  drop_line_end(*value);
  if (value->empty()) return Failure(ExitCode::usage, "there is no value to search for");
  return std::move(*value);
}

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  const auto by = given.get("--by", "email");
  if (by == "external-id" && !given.has("--system")) {
    return Failure(ExitCode::usage, "--by external-id needs --system");
  }
  LV_TRY(session, connect(context, given));
  LV_TRY(value, read_value(context, given, by));
  JsonWriter json;
  json.begin_object();
  if (by == "external-id") {
    json.key("external_id").begin_object().member("system", given.get("--system"));
    json.member("id", value).end_object();
  } else {
    json.member(by, value);
  }
  json.end_object();
  Request request;
  request.method = "POST";
  request.target = "/v1/leads/search";
  request.content_type = "application/json";
  request.body = json.take();
  session.add_purpose(request);
  LV_TRY(answer, session.client.call(request));
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
  } else {
    for (const auto& lead : data_of(answer.json)) {
      context.terminal.out_line(printable(cell(lead, "id")));
    }
  }
  return data_of(answer.json).empty() ? ExitCode::not_found : ExitCode::ok;
}

} // namespace

Command lead_search(const Context& context) {
  return make_command(
      context,
      {"lead search",
       Group::leads,
       "Find leads by an exact e-mail address, phone number or external id",
       {"leadvault lead search --purpose qualification    (asks for the address)",
        "leadvault lead search --by phone --value-file phone.txt --purpose qualification",
        "leadvault lead search --by external-id --system salesforce --purpose qualification < id"},
       with_connection(
           {{"--by", "WHAT", "what is looked for", {}, {"email", "phone", "external-id"}},
            {"--system", "NAME", "whose external id", {}, {}},
            {"--value-file", "FILE", "the value; otherwise asked or from standard input", {}, {}}}),
       {}},
      run);
}

} // namespace lv::cli
