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

int rank(std::string_view outcome) {
  if (outcome == "value" || outcome == "permitted") return 2;
  return outcome == "mask" ? 1 : 0;
}

std::string counted(std::uint64_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

SecretText shown(const std::string& text) { return SecretText(text); }

// "mask(last4)"
std::string with_mask(const std::string& outcome, const std::string& mask) {
  return mask == "-" ? outcome : outcome + "(" + mask + ")";
}

void member_or_null(std::string_view name, const std::string& text, JsonWriter& json) {
  if (text == "-") {
    json.key(name).null();
  } else {
    json.member(name, text);
  }
}

} // namespace

std::string PolicyChanges::sign_of(Direction direction) {
  if (direction == Direction::neither) return "~";
  return direction == Direction::gain ? "+" : "-";
}

// A call, or fields; those of an export are told apart from those that are read one by one.
std::string PolicyChanges::what_of(const Change& change, const std::string& fields) {
  if (change.is_call()) return change.action;
  return change.action == "exportLeads" ? change.action + ": " + fields : fields;
}

PolicyChanges::Direction PolicyChanges::direction_of(std::string_view from, std::string_view to) {
  if (rank(from) == rank(to)) return Direction::neither;
  return rank(from) < rank(to) ? Direction::gain : Direction::loss;
}

void PolicyChanges::add(const JsonValue& page) {
  policy_set_ = text(page, "policy_set");
  new_policy_set_ = text(page, "new_policy_set");
  entries_ += number(page, "entries");
  decisions_ += number(page, "decisions");
  unknown_ += number(page, "unknown");
  drifted_ += number(page, "drifted");
  changed_ += number(page, "changed");
  for (const auto& one : list_of(page, "changes")) {
    Change change{direction_of(text(one, "from"), text(one, "to")),
                  text(one, "principal"),
                  text(one, "principal_name"),
                  text(one, "purpose"),
                  text(one, "action"),
                  text(one, "from"),
                  text(one, "to"),
                  text(one, "from_mask"),
                  text(one, "to_mask"),
                  text(one, "field")};
    auto& what = changes_[std::move(change)];
    what.decisions += number(one, "decisions");
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

std::uint64_t PolicyChanges::calls_of(Direction direction) const {
  std::uint64_t calls = 0;
  for (const auto& [change, what] : changes_)
    if (change.direction == direction && change.is_call()) calls += what.decisions;
  return calls;
}

// Fields that fare alike, as often and for the same leads, share a line.
void PolicyChanges::print_table(Terminal& terminal) const {
  struct Line {
    Change change; // without its field
    std::set<std::string> leads;
    std::uint64_t decisions = 0;
    auto operator<=>(const Line&) const = default;
  };
  std::map<Line, std::string> lines;
  for (const auto& [change, what] : changes_) {
    Line line{change, what.leads, what.decisions};
    if (!change.is_call()) line.change.field.clear();
    auto& fields = lines[std::move(line)];
    fields += (fields.empty() ? "" : ", ") + change.field;
  }
  Table table{"", "PRINCIPAL", "PURPOSE", "FIELDS OR CALL", "FROM", "TO", "LEADS", "DECISIONS"};
  for (const auto& [line, fields] : lines) {
    const auto& change = line.change;
    const auto leads = change.is_call() ? "-" : std::to_string(line.leads.size());
    table.add({shown(sign_of(change.direction)),
               shown(change.name == "-" ? change.principal : change.name), shown(change.purpose),
               shown(what_of(change, fields)), shown(with_mask(change.from, change.from_mask)),
               shown(with_mask(change.to, change.to_mask)), shown(leads),
               shown(std::to_string(line.decisions))});
  }
  table.print(terminal);
}

std::string PolicyChanges::summary() const {
  auto line = std::to_string(changed_) + " of " +
              counted(decisions_, "decision would change", "decisions would change");
  if (!any()) return line + ".";
  line += ": more would be shown of " + counted(leads_of(Direction::gain), "lead", "leads") +
          ", less of " + counted(leads_of(Direction::loss), "lead", "leads");
  if (const auto masked = leads_of(Direction::neither); masked != 0)
    line += ", another mask of " + counted(masked, "lead", "leads");
  const auto permitted = calls_of(Direction::gain);
  const auto denied = calls_of(Direction::loss);
  if (permitted + denied != 0) {
    line += "; " + counted(permitted, "call", "calls") + " would be permitted, " +
            std::to_string(denied) + " denied";
  }
  return line + ".";
}

void PolicyChanges::print(Terminal& terminal) const {
  if (any()) print_table(terminal);
  terminal.out_line(summary());
  if (unknown_ + drifted_ == 0) return;
  terminal.out_line(
      counted(unknown_, "decision was", "decisions were") +
      " left out, as lead, principal, purpose, field or action is not there now; " +
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
    json.member("principal", change.principal);
    member_or_null("principal_name", change.name, json);
    json.member("action", change.action);
    member_or_null("purpose", change.purpose, json);
    member_or_null("field", change.field, json);
    json.member("from", change.from).member("to", change.to);
    member_or_null("from_mask", change.from_mask, json);
    member_or_null("to_mask", change.to_mask, json);
    json.member("decisions", what.decisions);
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
