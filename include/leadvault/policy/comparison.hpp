// Comparison: what two policy sets of one catalogue say to the same question about a lead, field by
// field, when whole values are asked for. Remembers what it worked out, since questions repeat;
// made for a bounded number of them. One thread. Makes no Permit: nothing can be released by it.
#pragma once

#include "leadvault/policy/decider.hpp"
#include "leadvault/policy/outcome.hpp"
#include "leadvault/policy/policies.hpp"

#include <unordered_map>

namespace lv::policy {

struct FieldChange {
  lead::FieldId field;
  Outcome from = Outcome::withheld; // by the set in force
  Outcome to = Outcome::withheld;   // by the other
  std::string code;                 // why the one that withholds it does; empty: neither does
};

struct Compared {
  lead::FieldSet released; // by the set in force
  lead::FieldSet masked;
  std::vector<FieldChange> changes;
};

class Comparison {
public:
  Comparison(std::shared_ptr<const Policies> in_force, std::shared_ptr<const Policies> other,
             Time now)
      : in_force_(std::move(in_force)), other_(std::move(other)), now_(now) {}

  const Compared& on(const Caller& caller, const LeadFacts& facts, const ReadQuestion& question);

private:
  Compared compare(const Caller& caller, const LeadFacts& facts,
                   const ReadQuestion& question) const;

  std::shared_ptr<const Policies> in_force_;
  std::shared_ptr<const Policies> other_;
  Time now_;
  std::unordered_map<std::string, Compared> known_; // by all that policies see
};

} // namespace lv::policy
