#include "cli/commands/commands.hpp"
#include "cli/files.hpp"
#include "cli/table.hpp"

#include "leadvault/base/limits.hpp"

namespace lv::cli {
namespace {

const Option lead_option{"LEAD", "", "the lead", Need::required, {}};
const Option purpose_option{"PURPOSE", "", "the purpose it is for", Need::required, {}};

std::string consents_of(const Parsed& given) {
  return "/v1/leads/" + url_encode(given.get("LEAD")) + "/consents";
}

void print_recorded(const Context& context, const Parsed& given, const Answer& answer) {
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
    return;
  }
  print_pairs(context.terminal, {{"consent", cell(answer.json, "id")},
                                 {"purpose", cell(answer.json, "purpose")},
                                 {"sequence", cell(answer.json, "sequence")},
                                 {"at", cell(answer.json, "at")}});
}

Outcome<ExitCode> list(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  Request request;
  request.target = consents_of(given);
  LV_TRY(answer, session.client.call(request));
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
    return ExitCode::ok;
  }
  Table table{"#", "TIME", "PURPOSE", "EVENT", "BASIS", "EXPIRES", "WHERE", "NOTICE"};
  for (const auto& event : data_of(answer.json)) {
    table.add({cell(event, "sequence"), cell(event, "at"), cell(event, "purpose"),
               cell(event, "kind"), cell(event, "basis"), cell(event, "expires_at"),
               cell(event, "jurisdiction"), cell(event, "notice_version")});
  }
  table.print(context.terminal);
  return ExitCode::ok;
}

Outcome<SecretText> new_consent(const Parsed& given) {
  JsonWriter json;
  json.begin_object();
  json.member("purpose", given.get("PURPOSE")).member("basis", given.get("--basis", "consent"));
  constexpr std::pair<const char*, const char*> optional[] = {
      {"--expires", "expires_at"},
      {"--jurisdiction", "jurisdiction"},
      {"--notice-version", "notice_version"}};
  for (const auto& [option, member] : optional) {
    if (given.has(option)) json.member(member, given.get(option));
  }
  if (given.has("--evidence")) {
    LV_TRY(evidence, read_file(given.get("--evidence"), limits::field_value_bytes_max));
    LV_CHECK(parse_json(evidence)); // raw below: it must be one whole value
    json.key("evidence").raw(evidence);
  }
  json.end_object();
  return json.take();
}

Outcome<ExitCode> grant(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  LV_TRY(body, new_consent(given));
  Request request;
  request.method = "POST";
  request.target = consents_of(given);
  request.content_type = "application/json";
  request.body = std::move(body);
  LV_TRY(answer, session.client.call(request));
  print_recorded(context, given, answer);
  return ExitCode::ok;
}

Outcome<ExitCode> withdraw(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  Request request;
  request.method = "POST";
  request.target = consents_of(given) + "/" + url_encode(given.get("PURPOSE")) + "/withdraw";
  LV_TRY(answer, session.client.call(request));
  print_recorded(context, given, answer);
  return ExitCode::ok;
}

} // namespace

Command consent_list(const Context& context) {
  return make_command(context,
                      {"consent list",
                       Group::consent,
                       "List the consent events of a lead, oldest first",
                       {"leadvault consent list lead_01k..."},
                       with_connection({lead_option}),
                       {}},
                      list);
}

Command consent_grant(const Context& context) {
  return make_command(
      context,
      {"consent grant",
       Group::consent,
       "Record a consent or another legal basis",
       {"leadvault consent grant lead_01k... sales_outreach --notice-version 2026-01",
        "leadvault consent grant lead_01k... contract --basis contract --evidence proof.json"},
       with_connection({lead_option,
                        purpose_option,
                        {"--basis",
                         "BASIS",
                         "GDPR Art. 6(1)",
                         {},
                         {"consent", "contract", "legal_obligation", "vital_interests",
                          "public_task", "legitimate_interests"}},
                        {"--expires", "TIME", "RFC 3339", {}, {}},
                        {"--jurisdiction", "CC", "ISO 3166-1 alpha-2", {}, {}},
                        {"--notice-version", "TEXT", "of the text shown", {}, {}},
                        {"--evidence", "FILE", "a JSON object; sealed with the lead", {}, {}}}),
       {}},
      grant);
}

Command consent_withdraw(const Context& context) {
  return make_command(context,
                      {"consent withdraw",
                       Group::consent,
                       "Withdraw the consent for a purpose; counts at once",
                       {"leadvault consent withdraw lead_01k... sales_outreach"},
                       with_connection({lead_option, purpose_option}),
                       {}},
                      withdraw);
}

} // namespace lv::cli
