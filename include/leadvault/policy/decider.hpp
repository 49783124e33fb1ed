// Decider: may this caller do this, for this purpose, to this lead? Answers come from the policies
// in force. Thread safe. Denied unless a policy permits it; an evaluation error is a denial.
#pragma once

#include "leadvault/lead/catalogue.hpp"
#include "leadvault/policy/permit.hpp"

#include <memory>
#include <variant>

namespace lv::policy {

class Policies;

// Actions by permanent number (policies/actions.toml).
struct Action {
  std::uint16_t number = 0;
  auto operator<=>(const Action&) const = default;
};

inline constexpr std::string_view read_field = "readField";
inline constexpr std::string_view read_masked = "readMasked";

// Whether an action is decided for each field of a lead, not once for a call.
inline bool reads_fields(std::string_view action) {
  return action == read_field || action == read_masked;
}

// Nothing of what was asked may be released; the reason of each field.
struct Denial {
  Errc reason = Errc::not_permitted; // the weightiest, see weight()
  std::vector<Withheld> withheld;
  ShortList<std::uint16_t> policies; // determining policies by number in the set, ascending
  Digest policy_set{};
  Position policy_position; // of the entry that brought the set; zero = none did
};

// policy_failed > forbidden > consent_missing > not_permitted.
int weight(Errc reason);

using Decision = std::variant<Permit, Denial>;

// What the policies say to a whole action, and which set said it.
struct ActionDecision {
  Result<void> allowed; // ok, or forbidden | not_permitted | purpose_not_bound | policy_failed
  Digest policy_set{};
};

// The export that a reading is part of.
struct ExportFacts {
  std::int64_t records_today = 0; // leads given since midnight (UTC), all of this page counted
  enum class Approval : std::uint8_t { none, given } approval = Approval::none;
};

struct ReadQuestion {
  Action action; // readField, exportLeads, ...
  lead::PurposeId purpose;
  std::vector<FieldAsk> fields;
  std::optional<ExportFacts> exported;
};

class Decider {
public:
  virtual ~Decider() = default;

  // Per field. A Permit when at least one field may be released, whole or masked.
  virtual Decision decide_read(const Caller& caller, const LeadFacts& facts,
                               const ReadQuestion& question, Time now) const = 0;

  // Whole-action questions: create, list, search, manage principals. Purpose zero = none named.
  virtual ActionDecision decide_action(const Caller& caller, Action action,
                                       lead::PurposeId purpose) const = 0;

  virtual std::shared_ptr<const Policies> policies() const = 0; // in force
  virtual Digest policy_set() const = 0;                        // hash that every entry names
  // Of the entry that brought it; zero: there was none.
  virtual Position position() const = 0;
  virtual const Digest& catalogue() const = 0;
};

} // namespace lv::policy
