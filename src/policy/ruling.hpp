// Ruling: what the policies say to a whole question about one lead. The same for all leads with the
// same facts.
#pragma once

#include "policy/scene.hpp"

#include "leadvault/cedar/authorize.hpp"

namespace lv::policy {

struct ReadRuling {
  lead::FieldSet released;
  lead::FieldSet masked;
  ShortList<MaskedAs> masks;
  std::vector<Withheld> withheld;
  ShortList<std::uint16_t> policies;        // ascending
  Errc reason = Errc::not_permitted;        // the weightiest of what is withheld
  std::vector<cedar::PolicyError> failures; // of policies that could not be evaluated
};

ReadRuling rule_on(const Policies& policies, const Caller& caller, const LeadFacts& facts,
                   const ReadQuestion& question, Time now);

struct ActionRuling {
  bool allowed = false;
  Errc reason = Errc::not_permitted; // of a denial
  std::vector<cedar::PolicyError> failures;
};

ActionRuling rule_on(const Policies& policies, const Caller& caller, Action action,
                     lead::PurposeId purpose, Time now);

} // namespace lv::policy
