// Decider: may this caller do this, for this purpose, to this lead? One interface; today's answers
// come from roles, purposes and consents. Thread safe, immutable; swapped whole on reload.
// Denied unless something permits it; an evaluation error is a denial.
#pragma once

#include "leadvault/lead/catalogue.hpp"
#include "leadvault/policy/permit.hpp"

#include <memory>
#include <variant>

namespace lv::policy {

// Actions by permanent number (policies/actions.toml).
struct Action {
  std::uint16_t number = 0;
  auto operator<=>(const Action&) const = default;
};

// Nothing of what was asked may be released; the reason of each field.
struct Denial {
  Errc reason = Errc::not_permitted; // the weightiest: forbidden > consent_missing > not_permitted
  std::vector<Withheld> withheld;
  ShortList<std::uint16_t> policies;
};

using Decision = std::variant<Permit, Denial>;

struct ReadQuestion {
  Action action; // readField, exportLeads, ...
  lead::PurposeId purpose;
  std::vector<FieldAsk> fields;
};

class Decider {
public:
  virtual ~Decider() = default;

  // Per field. A Permit when at least one field may be released, whole or masked.
  virtual Decision decide_read(const Caller& caller, const LeadFacts& facts,
                               const ReadQuestion& question, Time now) const = 0;

  // Whole-action questions: create, list, search, manage principals. Purpose zero = none named.
  // ok, or forbidden | not_permitted | purpose_required | purpose_not_bound.
  virtual Result<void> decide_action(const Caller& caller, Action action,
                                     lead::PurposeId purpose) const = 0;

  virtual const Digest& policy_set() const = 0; // hash that every entry names
  virtual const Digest& catalogue() const = 0;
};

std::unique_ptr<Decider> make_role_decider(std::shared_ptr<const lead::Catalogue> catalogue);

} // namespace lv::policy
