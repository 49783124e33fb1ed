#include "cli/events.hpp"

#include "cli/table.hpp"

namespace lv::cli {
namespace {

// "email, phone (masked), city (withheld)", of one lead of an event.
void add_fields(const JsonValue& lead, std::string_view member, std::string_view after,
                SecretText& out) {
  const auto* list = lead.find(member);
  const auto* names = list == nullptr ? nullptr : list->as_array();
  if (names == nullptr) return;
  for (const auto& name : *names) {
    if (!out.empty()) out += ", ";
    out += cell_of(name);
    out += after;
  }
}

struct LeadCells {
  SecretText leads;
  SecretText fields;
};

LeadCells cells_of(const JsonValue& event) {
  LeadCells cells{SecretText("-"), SecretText("-")};
  const auto* member = event.find("leads");
  const auto* leads = member == nullptr ? nullptr : member->as_array();
  if (leads == nullptr || leads->empty()) return cells;
  cells.leads = cell(leads->front(), "id");
  if (leads->size() > 1) {
    cells.leads += " and " + SecretText(std::to_string(leads->size() - 1)) + " more";
  }
  SecretText fields;
  add_fields(leads->front(), "released", "", fields);
  add_fields(leads->front(), "masked", " (masked)", fields);
  add_fields(leads->front(), "withheld", " (withheld)", fields);
  const auto* reason = leads->front().find("reason");
  if (reason != nullptr && reason->as_string() != nullptr) fields += ": " + *reason->as_string();
  if (!fields.empty()) cells.fields = std::move(fields);
  return cells;
}

} // namespace

void print_events(Terminal& terminal, const JsonValue& page) {
  Table table{"TIME", "PRINCIPAL", "ACTION", "PURPOSE", "DECISION", "LEADS", "FIELDS"};
  for (const auto& event : data_of(page)) {
    auto action = cell(event, "action");
    if (action == "-") action = cell(event, "kind");
    auto about = cells_of(event);
    auto who = cell(event, "principal_name");
    if (who == "-") who = cell(event, "principal");
    table.add({cell(event, "time"), std::move(who), std::move(action),
               cell(event, "purpose"), cell(event, "decision"), std::move(about.leads),
               std::move(about.fields)});
  }
  table.print(terminal);
}

} // namespace lv::cli
