#include "cli/policy_changes.hpp"

#include "cli/table.hpp"

namespace lv::cli {
namespace {

std::string text(const JsonValue& json, std::string_view member) {
  return std::string(cell(json, member));
}

std::uint64_t number(const JsonValue& json, std::string_view member) {
  const auto* value = json.find(member);
  const auto* whole = value == nullptr ? nullptr : value->as_int();
  return whole == nullptr || *whole < 0 ? 0 : static_cast<std::uint64_t>(*whole);
}

int rank(std::string_view outcome) { return outcome == "value" ? 2 : outcome == "mask" ? 1 : 0; }

std::string counted(std::uint64_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

SecretText shown(const std::string& text) { return SecretText(text); }

} // namespace

void PolicyChanges::add(const JsonValue& page) {
  policy_set_ = text(page, "policy_set");
  new_policy_set_ = text(page, "new_policy_set");
  entries_ += number(page, "entries");
  decisions_ += number(page, "decisions");
  unknown_ += number(page, "unknown");
  drifted_ += number(page, "drifted");
  changed_ += number(page, "changed");
  for (const auto& one : list_of(page, "changes")) {
    Change change{Direction::loss,      text(one, "principal"), text(one, "principal_name"),
                  text(one, "purpose"), text(one, "from"),      text(one, "to"),
                  text(one, "field")};
    if (rank(change.to) > rank(change.from)) change.direction = Direction::gain;
    auto& what = changes_[std::move(change)];
    for (const auto& lead : list_of(one, "lead_ids")) what.leads.emplace(cell_of(lead));
    for (const auto& code : list_of(one, "codes")) what.codes.emplace(cell_of(code));
  }
}

std::size_t PolicyChanges::leads_of(Direction direction) const {
  std::set<std::string> leads;
  for (const auto& [change, what] : changes_)
    if (change.direction == direction) leads.insert(what.leads.begin(), what.leads.end());
  return leads.size();
}

// Fields that fare alike for the same leads share a line.
void PolicyChanges::print_table(Terminal& terminal) const {
  struct Line {
    Change change; // without its field
    std::set<std::string> leads;
    auto operator<=>(const Line&) const = default;
  };
  std::map<Line, std::string> lines;
  for (const auto& [change, what] : changes_) {
    Line line{change, what.leads};
    line.change.field.clear();
    auto& fields = lines[std::move(line)];
    fields += (fields.empty() ? "" : ", ") + change.field;
  }
  Table table{"", "PRINCIPAL", "PURPOSE", "FIELDS", "FROM", "TO", "LEADS"};
  for (const auto& [line, fields] : lines) {
    const auto& change = line.change;
    table.add({SecretText(change.direction == Direction::gain ? "+" : "-"),
               shown(change.name == "-" ? change.principal : change.name), shown(change.purpose),
               shown(fields), shown(change.from), shown(change.to),
               shown(std::to_string(line.leads.size()))});
  }
  table.print(terminal);
}

void PolicyChanges::print(Terminal& terminal) const {
  if (any()) print_table(terminal);
  auto line = std::to_string(changed_) + " of " +
              counted(decisions_, "decision would change", "decisions would change");
  const auto gained = leads_of(Direction::gain);
  const auto lost = leads_of(Direction::loss);
  if (any()) {
    line += ": more would be shown of " + counted(gained, "lead", "leads") + ", less of " +
            counted(lost, "lead", "leads");
  }
  terminal.out_line(line + ".");
  if (unknown_ + drifted_ == 0) return;
  terminal.out_line(
      counted(unknown_, "decision was", "decisions were") +
      " left out, as lead, principal, purpose or field is not there any more; " +
      counted(drifted_, "fares", "fare") +
      " otherwise by the policies in force too, as facts or policies have changed since.");
}

SecretText PolicyChanges::json() const {
  JsonWriter json;
  json.begin_object();
  json.member("policy_set", policy_set_).member("new_policy_set", new_policy_set_);
  json.member("entries", entries_).member("decisions", decisions_).member("unknown", unknown_);
  json.member("drifted", drifted_).member("changed", changed_);
  json.member("leads_gaining", std::uint64_t{leads_of(Direction::gain)});
  json.member("leads_losing", std::uint64_t{leads_of(Direction::loss)});
  json.key("changes").begin_array();
  for (const auto& [change, what] : changes_) {
    json.begin_object();
    json.member("principal", change.principal).member("principal_name", change.name);
    json.member("purpose", change.purpose).member("field", change.field);
    json.member("from", change.from).member("to", change.to);
    json.member("leads", std::uint64_t{what.leads.size()});
    json.key("codes").begin_array();
    for (const auto& code : what.codes) json.value(code);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

} // namespace lv::cli
