// Review: what a policy set lets a caller read of which leads, found by asking it about every
// situation that a lead can be in: its stage, whether it is assigned to the caller, consent or
// another legal basis for the purpose, an open incident. Such a lead is a person's, resident in
// Germany, came by the website, and is neither erased, restricted nor objected to.
// One thread. Asks the policies alone: no lead is read.
#pragma once

#include "leadvault/policy/decider.hpp"
#include "leadvault/policy/outcome.hpp"
#include "leadvault/policy/policies.hpp"

#include <map>

namespace lv::policy {

// One way to get fields of a class.
struct ReadGrant {
  lead::PurposeId purpose;
  lead::Sensitivity sensitivity{};
  Outcome outcome = Outcome::mask;   // or value
  std::vector<lead::FieldId> fields; // ascending
  enum class Extent : std::uint8_t { some_fields, whole_class } extent = Extent::some_fields;
  std::vector<std::string> needs; // all of them: "stage sql, converted"; empty: any lead will do
};

// A whole action.
struct ActionGrant {
  std::uint16_t action = 0;
  enum class Bare : std::uint8_t { denied, allowed } bare = Bare::denied; // with no purpose stated
  std::vector<lead::PurposeId> purposes;                                  // that may be stated
};

struct Reviewed {
  std::vector<ReadGrant> reads; // by purpose, class and outcome
  std::vector<ActionGrant> actions;
};

class Reviewer {
public:
  Reviewer(std::shared_ptr<const Policies> policies, Time now);

  // For the purposes that the caller is bound to. Callers of one kind with the same roles and
  // purposes cost one review, unless a policy names a principal.
  const Reviewed& review(const Caller& caller);

private:
  std::vector<ActionGrant> actions_of(const Caller& caller) const;

  std::shared_ptr<const Policies> policies_;
  Time now_;
  bool names_principals_;
  std::map<Bytes, Reviewed> known_;
};

} // namespace lv::policy
