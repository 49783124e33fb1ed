// PolicyChanges: what another policy set would change, added up over the pages of a comparison. One
// lead counts once however many pages name it. For the terminal and as JSON.
#pragma once

#include "leadvault/cli/terminal.hpp"

#include <map>
#include <set>

namespace lv::cli {

class PolicyChanges {
public:
  void add(const JsonValue& page); // an answer of POST /v1/policies/diff

  bool any() const { return !changes_.empty(); }
  std::uint64_t entries() const { return entries_; }
  void print(Terminal& terminal) const; // a table, losses first, then gains, and what it comes to
  SecretText json() const;

private:
  enum class Direction : std::uint8_t { loss, gain, neither };
  struct Change { // "-" is what is not known or not there
    Direction direction = Direction::loss;
    std::string principal;
    std::string name; // of the principal
    std::string purpose;
    std::string action;
    std::string from;
    std::string to;
    std::string from_mask;
    std::string to_mask;
    std::string field; // "-": the action as a whole
    auto operator<=>(const Change&) const = default;
    bool is_call() const { return field == "-"; }
  };
  struct What {
    std::uint64_t decisions = 0;
    std::set<std::string> leads;
    std::set<std::string> codes;
  };

  static Direction direction_of(std::string_view from, std::string_view to);
  static std::string sign_of(Direction direction);
  static std::string what_of(const Change& change, const std::string& fields);
  std::size_t leads_of(Direction direction) const;
  std::uint64_t calls_of(Direction direction) const;
  void print_table(Terminal& terminal) const;
  std::string summary() const;

  std::string policy_set_;
  std::string new_policy_set_;
  std::uint64_t entries_ = 0;
  std::uint64_t decisions_ = 0;
  std::uint64_t unknown_ = 0;
  std::uint64_t drifted_ = 0;
  std::uint64_t changed_ = 0;
  std::map<Change, What> changes_;
};

} // namespace lv::cli
