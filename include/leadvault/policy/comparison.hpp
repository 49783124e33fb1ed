// Comparison: what two policy sets of one catalogue say to the same question: about a lead, field
// by field, when whole values are asked for, or about a whole action. Remembers what it worked out,
// since questions repeat; made for a bounded number of them. One thread. Makes no Permit: nothing
// can be released by it.
#pragma once

#include "leadvault/policy/decider.hpp"
#include "leadvault/policy/outcome.hpp"
#include "leadvault/policy/policies.hpp"

#include <unordered_map>

namespace lv::policy {

// What is shown of a field, and how it is masked where it is.
struct Shown {
  Outcome outcome = Outcome::withheld;
  std::optional<lead::MaskKind> mask;
  auto operator<=>(const Shown&) const = default;
};

struct FieldChange {
  lead::FieldId field;
  Shown from;       // by the set in force
  Shown to;         // by the other
  std::string code; // why the one that withholds it does; empty: neither does
};

struct Compared {
  lead::FieldSet released; // by the set in force
  lead::FieldSet masked;
  std::vector<FieldChange> changes;
};

struct ComparedCall {
  CallOutcome from = CallOutcome::denied; // by the set in force
  CallOutcome to = CallOutcome::denied;   // by the other
  std::string code;                       // why the one that denies it does; empty: they agree
};

class Comparison {
public:
  Comparison(std::shared_ptr<const Policies> in_force, std::shared_ptr<const Policies> other,
             Time now)
      : in_force_(std::move(in_force)), other_(std::move(other)), now_(now) {}

  const Compared& on(const Caller& caller, const LeadFacts& facts, const ReadQuestion& question);
  // A zero purpose: none is named.
  const ComparedCall& on_call(const Caller& caller, Action action, lead::PurposeId purpose);

private:
  Compared compare(const Caller& caller, const LeadFacts& facts,
                   const ReadQuestion& question) const;
  ComparedCall compare_call(const Caller& caller, Action action, lead::PurposeId purpose) const;

  std::shared_ptr<const Policies> in_force_;
  std::shared_ptr<const Policies> other_;
  Time now_;
  std::unordered_map<std::string, Compared> known_; // by all that policies see
  std::unordered_map<std::string, ComparedCall> known_calls_;
};

} // namespace lv::policy
