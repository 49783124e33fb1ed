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
  void print(Terminal& terminal) const; // a table, losses first, and what it comes to
  SecretText json() const;

private:
  enum class Direction : std::uint8_t { loss, gain };
  struct Change {
    Direction direction = Direction::loss;
    std::string principal;
    std::string name; // of the principal; "-" when it is not known
    std::string purpose;
    std::string from;
    std::string to;
    std::string field;
    auto operator<=>(const Change&) const = default;
  };
  struct What {
    std::set<std::string> leads;
    std::set<std::string> codes;
  };

  std::size_t leads_of(Direction direction) const;
  void print_table(Terminal& terminal) const;

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
