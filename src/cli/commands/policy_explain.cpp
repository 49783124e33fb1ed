#include "cli/commands/commands.hpp"
#include "cli/commands/fields.hpp"
#include "cli/explanation.hpp"
#include "cli/table.hpp"

namespace lv::cli {
namespace {

void add_list(std::string_view name, const std::string& list, JsonWriter& json) {
  if (list.empty()) return;
  json.key(name).begin_array();
  for (const auto& item : split_list(list)) json.value(item);
  json.end_array();
}

// The rest is decided once for a call, before any lead is looked at.
bool reads(const std::string& action) {
  return action.empty() || action == "readField" || action == "readMasked" ||
         action == "exportLeads";
}

SecretText question_of(const Parsed& given) {
  JsonWriter json;
  json.begin_object();
  json.member("principal", given.get("--principal"));
  for (const char* name : {"credential", "action", "lead", "purpose"}) {
    const auto option = "--" + std::string(name);
    if (given.has(option)) json.member(name, given.get(option));
  }
  if (!given.has("--lead") && reads(given.get("--action"))) {
    json.key("lead_attributes").begin_object();
    if (given.has("--stage")) json.member("stage", given.get("--stage"));
    add_list("consents", given.get("--consents"), json);
    json.end_object();
  }
  add_list("fields", given.get("--fields"), json);
  json.end_object();
  return json.take();
}

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  if (given.has("--lead") && (given.has("--stage") || given.has("--consents"))) {
    return Failure(ExitCode::usage, "--stage and --consents are of a lead that is thought of");
  }
  LV_TRY(session, connect(context, given));
  Request request;
  request.method = "POST";
  request.target = "/v1/policies/explain";
  request.content_type = "application/json";
  request.body = question_of(given);
  LV_TRY(answer, session.client.call(request));
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
  } else {
    print_explanation(context.terminal, answer.json);
  }
  return ExitCode::ok;
}

} // namespace

Command policy_explain(const Context& context) {
  return make_command(
      context,
      {"policy explain",
       Group::compliance,
       "Why a principal may or may not see fields of a lead, or make a call",
       {"leadvault policy explain --principal crm --lead lead_01k... --purpose sales_outreach",
        "leadvault policy explain --principal crm --stage sql --consents sales_outreach "
        "--purpose sales_outreach --fields email,phone",
        "leadvault policy explain --principal prin_01k... --action searchLeads --json"},
       with_connection(
           {{"--principal", "WHO", "name or id of who would do it", Need::required, {}},
            {"--action", "ACTION", "what it would do (readField)", {}, {}},
            {"--lead", "ID", "the lead; otherwise one that is thought of", {}, {}},
            {"--stage", "STAGE", "of the lead that is thought of (new)", {}, {}},
            {"--consents", "LIST", "purposes that its person has consented to", {}, {}},
            {"--fields", "LIST", "field names, separated by commas (all)", {}, {}},
            {"--credential", "ID", "with the purposes of this credential only", {}, {}}}),
       {}},
      run);
}

} // namespace lv::cli
