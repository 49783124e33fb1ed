#include "cli/commands/commands.hpp"
#include "cli/commands/fields.hpp"
#include "cli/table.hpp"

#include <algorithm>

namespace lv::cli {
namespace {

using Pairs = std::vector<std::pair<std::string, SecretText>>;

bool names(const JsonValue* list, std::string_view name) {
  const auto* items = list == nullptr ? nullptr : list->as_array();
  return items != nullptr && std::any_of(items->begin(), items->end(), [&](const JsonValue& item) {
           return item.as_string() != nullptr && *item.as_string() == name;
         });
}

void add_members(const JsonValue* object, Pairs& pairs, const JsonValue* masked,
                 std::string_view before) {
  const auto* members = object == nullptr ? nullptr : object->as_object();
  if (members == nullptr) return;
  for (const auto& member : *members) {
    SecretText text(before);
    text += cell_of(member.value);
    if (names(masked, member.name)) text += "  (masked)";
    pairs.emplace_back(member.name, std::move(text));
  }
}

void print_lead(const Context& context, const JsonValue& lead) {
  Pairs pairs;
  for (const char* name : {"id", "stage", "version", "subject_kind", "channel", "residency",
                           "created_at", "updated_at", "flags"}) {
    if (lead.find(name) != nullptr) pairs.emplace_back(name, cell(lead, name));
  }
  add_members(lead.find("fields"), pairs, lead.find("masked"), "");
  add_members(lead.find("withheld"), pairs, nullptr, "withheld: ");
  print_pairs(context.terminal, pairs);
}

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  LV_TRY(fields, fields_asked(given));
  if (given.has("--plain") && fields.empty()) {
    return Failure(ExitCode::usage, "--plain needs --fields");
  }
  LV_TRY(session, connect(context, given));
  std::string list;
  for (const auto& field : fields) list += (list.empty() ? "" : ",") + field;
  Request request;
  request.target = target("/v1/leads/" + url_encode(given.get("ID")), {{"fields", list}});
  if (!fields.empty()) session.add_purpose(request);
  LV_TRY(answer, session.client.call(request));
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
  } else {
    print_lead(context, answer.json);
  }
  const auto receipt = answer.response.header("leadvault-audit");
  if (!receipt.empty()) {
    context.terminal.err_line("logged: " + std::string(printable(receipt)));
  }
  return ExitCode::ok;
}

} // namespace

Command lead_get(const Context& context) {
  return make_command(
      context,
      {"lead get",
       Group::leads,
       "Show a lead; fields are masked unless --plain and --purpose say otherwise",
       {"leadvault lead get lead_01k...",
        "leadvault lead get lead_01k... --fields email,phone --purpose qualification",
        "leadvault lead get lead_01k... --fields email --plain --purpose sales_outreach"},
       with_connection(
           {{"ID", "", "the lead", Need::required, {}},
            {"--fields", "LIST", "field names, separated by commas", {}, {}},
            {"--plain", "", "ask for whole values; they are logged as released", {}, {}}}),
       {}},
      run);
}

} // namespace lv::cli
