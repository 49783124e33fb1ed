#include "cli/explanation.hpp"

#include "cli/table.hpp"

#include <algorithm>

namespace lv::cli {
namespace {

bool has_text(const JsonValue& json, std::string_view member) {
  const auto* value = json.find(member);
  return value != nullptr && value->as_string() != nullptr;
}

SecretText place_of(const JsonValue& json) { return cell(json, "file") + ":" + cell(json, "line"); }

// A condition that is written over several lines, on one.
SecretText on_one_line(const SecretText& text) {
  SecretText line;
  for (const char c : text) {
    const bool is_space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!is_space) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  return line;
}

// What one decision says, all but its field: lines that end with a line end.
class Block {
public:
  explicit Block(const JsonValue& decision) {
    text_ = cell(decision, "outcome");
    if (has_text(decision, "mask")) text_ += " as " + cell(decision, "mask");
    if (has_text(decision, "code")) text_ += ", told " + cell(decision, "code");
    text_ += "\n";
    if (has_text(decision, "missing_consent"))
      add("  missing: the consent for " + cell(decision, "missing_consent"));
    for (const auto& failure : list_of(decision, "errors")) add_failure(failure);
    for (const auto& policy : list_of(decision, "policies")) add_policy(policy);
    for (const auto& miss : list_of(decision, "nearest")) add_miss(miss);
  }

  SecretText take() { return std::move(text_); }

private:
  void add(const SecretText& line) { text_ += printable(line) + "\n"; }

  void add_failure(const JsonValue& failure) {
    add("  cannot be evaluated: " + cell(failure, "id") + ", " + place_of(failure) + ":" +
        cell(failure, "column") + ": " + cell(failure, "why"));
  }

  void add_policy(const JsonValue& policy) {
    add("  " + cell(policy, "effect") + " by " + cell(policy, "id") + ", " + place_of(policy));
    for (const auto& line : lines_of(cell(policy, "text"))) add("    | " + line);
  }

  void add_miss(const JsonValue& miss) {
    const auto* failed = miss.find("failed");
    if (failed == nullptr) return;
    add("  nearest permit: " + cell(miss, "id") + ", " + place_of(miss));
    auto line = "    " + cell(*failed, "result") + ": " + on_one_line(cell(*failed, "text"));
    if (has_text(*failed, "why")) line += " (" + cell(*failed, "why") + ")";
    add(line + ", line " + cell(*failed, "line") + ", saw:");
    const auto* saw = failed->find("saw");
    const auto* values = saw == nullptr ? nullptr : saw->as_object();
    if (values == nullptr) return;
    for (const auto& one : *values) {
      if (one.name == "context.field.name") continue; // stands above, and would part the fields
      add("      " + one.name + " = " + cell_of(one.value));
    }
  }

  SecretText text_;
};

struct Group {
  SecretText fields;
  SecretText block;
};

} // namespace

void print_explanation(Terminal& terminal, const JsonValue& answer) {
  const auto* principal = answer.find("principal");
  if (principal == nullptr) return;
  print_pairs(terminal, {{"principal", cell(*principal, "name") + " (" + cell(*principal, "kind") +
                                           ", " + cell(*principal, "standing") + ")"},
                         {"roles", cell(*principal, "roles")},
                         {"purposes", cell(*principal, "purposes")},
                         {"action", cell(answer, "action")},
                         {"for", cell(answer, "purpose")},
                         {"lead", cell(answer, "lead")},
                         {"policies", cell(answer, "policy_set")}});
  std::vector<Group> groups;
  for (const auto& decision : list_of(answer, "decisions")) {
    auto field = has_text(decision, "field") ? cell(decision, "field") : SecretText("the call");
    auto block = Block(decision).take();
    const auto same = std::find_if(groups.begin(), groups.end(),
                                   [&](const Group& group) { return group.block == block; });
    if (same == groups.end()) {
      groups.push_back({std::move(field), std::move(block)});
    } else {
      same->fields += ", " + field;
    }
  }
  for (const auto& group : groups)
    terminal.out("\n" + printable(group.fields) + ": " + group.block);
}

} // namespace lv::cli
