#include "cli/commands/commands.hpp"
#include "cli/commands/fields.hpp"
#include "cli/files.hpp"
#include "cli/table.hpp"

#include <charconv>
#include <optional>

namespace lv::cli {
namespace {

const Option principal_option{"PRINCIPAL", "", "whose key", Need::required, {}};
const Option key_option{"KEY", "", "the credential's id", Need::required, {}};
const Option days_option{"--valid-days", "N", "how long, 1 to 366 (90)", {}, {}};
const Option out_option{"--out", "FILE", "new file of mode 0600 for the key", {}, {}};

Outcome<std::int64_t> days_of(const Parsed& given) {
  const auto text = given.get("--valid-days", "90");
  std::int64_t days = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), days);
  if (fault != std::errc() || end != text.data() + text.size()) {
    return Failure(ExitCode::usage, "--valid-days is not a number");
  }
  return days;
}

const SecretText* key_of(const Answer& answer) { // null: of a certificate
  const auto* member = answer.json.find("api_key");
  return member == nullptr ? nullptr : member->as_string();
}

// The file is made before the key is asked for: a key that cannot be kept is not issued.
Outcome<std::optional<NewFile>> open_out(const Parsed& given) {
  if (!given.has("--out")) return std::optional<NewFile>();
  auto file = NewFile::create(given.get("--out"));
  if (!file) {
    return Failure(exit_code_of(file.error().code()),
                   given.get("--out") + ": " + file.error().what());
  }
  return std::optional<NewFile>(std::move(*file));
}

void show_credential(const Context& context, const Parsed& given, const Answer& answer) {
  auto& terminal = context.terminal;
  if (given.has("--json") && !given.has("--out")) {
    return print_json(terminal, answer.response.body);
  }
  std::vector<std::pair<std::string, SecretText>> pairs{
      {"credential", cell(answer.json, "id")},
      {"kind", cell(answer.json, "kind")},
      {"purposes", cell(answer.json, "purposes")},
      {"expires", cell(answer.json, "expires_at")}};
  const auto* key = key_of(answer);
  if (key != nullptr && !given.has("--out")) {
    pairs.emplace_back("key", *key);
    terminal.err_line("This key is shown once. Keep it in a file of mode 0600; --out does so.");
  }
  print_pairs(terminal, pairs);
}

Result<void> keep_key(const Context& context, const Parsed& given, const SecretText& key,
                      NewFile& file) {
  SecretText line(bearer_prefix);
  line += key;
  line += '\n';
  LV_CHECK(file.write(line));
  LV_CHECK(file.sync());
  context.terminal.err_line("The key is in " + given.get("--out") +
                            " (for --key-file, or curl's -H @file).");
  return {};
}

// A key that nobody has: its credential is live and must be revoked.
Failure lost(const Answer& answer, const Error& error) {
  return Failure(exit_code_of(error.code()),
                 "credential " + std::string(printable(cell(answer.json, "id"))) +
                     " was issued but its key is lost, revoke it: " + error.what());
}

Outcome<ExitCode> issue(const Context& context, const Parsed& given, const std::string& verb,
                        SecretText body) {
  LV_TRY(session, connect(context, given));
  LV_TRY(file, open_out(given));
  Request request;
  request.method = "POST";
  request.target = "/v1/principals/" + url_encode(given.get("PRINCIPAL")) + "/keys" + verb;
  request.content_type = "application/json";
  request.body = std::move(body);
  LV_TRY(answer, session.client.call(request));
  show_credential(context, given, answer);
  const auto* key = key_of(answer);
  if (key == nullptr) return ExitCode::ok;
  const auto kept = file ? keep_key(context, given, *key, *file) : context.terminal.take_written();
  if (!kept) return lost(answer, kept.error());
  return ExitCode::ok;
}

Outcome<ExitCode> create(const Context& context, const Parsed& given) {
  LV_TRY(days, days_of(given));
  if (given.has("--certificate-spki") && given.has("--out")) {
    return Failure(ExitCode::usage, "--out is for a key, and a certificate has none");
  }
  JsonWriter json;
  json.begin_object().key("purposes").begin_array();
  for (const auto& purpose : split_list(given.get("--purposes"))) json.value(purpose);
  json.end_array().member("valid_days", days);
  if (given.has("--certificate-spki")) {
    json.member("certificate_spki_sha256", given.get("--certificate-spki"));
  }
  json.end_object();
  return issue(context, given, "", json.take());
}

Outcome<ExitCode> rotate(const Context& context, const Parsed& given) {
  LV_TRY(days, days_of(given));
  JsonWriter json;
  json.begin_object().member("valid_days", days).end_object();
  return issue(context, given, "/" + url_encode(given.get("KEY")) + "/rotate", json.take());
}

Outcome<ExitCode> list(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  Request request;
  request.target = "/v1/principals/" + url_encode(given.get("PRINCIPAL")) + "/keys";
  LV_TRY(answer, session.client.call(request));
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
    return ExitCode::ok;
  }
  Table table{"CREDENTIAL", "KIND", "STANDING", "PURPOSES", "EXPIRES"};
  for (const auto& key : data_of(answer.json)) {
    table.add({cell(key, "id"), cell(key, "kind"), cell(key, "standing"), cell(key, "purposes"),
               cell(key, "expires_at")});
  }
  table.print(context.terminal);
  return ExitCode::ok;
}

Outcome<ExitCode> revoke(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  Request request;
  request.method = "DELETE";
  request.target = "/v1/principals/" + url_encode(given.get("PRINCIPAL")) + "/keys/" +
                   url_encode(given.get("KEY"));
  LV_CHECK(session.client.call(request));
  context.terminal.err_line("Revoked.");
  return ExitCode::ok;
}

} // namespace

Command key_create(const Context& context) {
  return make_command(
      context,
      {"key create",
       Group::administration,
       "Issue an API key, or register a client certificate",
       {"leadvault key create prin_01k... --purposes qualification --out crm.key",
        "leadvault key create prin_01k... --certificate-spki 64-hex-digits"},
       with_connection(
           {principal_option,
            {"--purposes", "LIST", "purposes it may name, by commas", {}, {}},
            days_option,
            out_option,
            {"--certificate-spki", "HEX", "SHA-256 of a client certificate's SPKI", {}, {}}}),
       {}},
      create);
}

Command key_list(const Context& context) {
  return make_command(context,
                      {"key list",
                       Group::administration,
                       "List a principal's credentials",
                       {"leadvault key list prin_01k..."},
                       with_connection({principal_option}),
                       {}},
                      list);
}

Command key_rotate(const Context& context) {
  return make_command(context,
                      {"key rotate",
                       Group::administration,
                       "Issue a successor; the old key works until it is revoked or expires",
                       {"leadvault key rotate prin_01k... cred_01k... --out crm-2.key"},
                       with_connection({principal_option, key_option, days_option, out_option}),
                       {}},
                      rotate);
}

Command key_revoke(const Context& context) {
  return make_command(context,
                      {"key revoke",
                       Group::administration,
                       "Revoke a credential from the next request on",
                       {"leadvault key revoke prin_01k... cred_01k..."},
                       with_connection({principal_option, key_option}),
                       {}},
                      revoke);
}

} // namespace lv::cli
