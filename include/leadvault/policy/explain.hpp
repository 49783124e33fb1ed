// Explanation: why a policy set decides as it does: the policies that counted, the consent that is
// missing, and of what nothing permits the permits that came nearest. Found by the very code that
// decides. Holds operational facts only, never a field's value; nothing is released. Plain values
// that share the set they speak of.
#pragma once

#include "leadvault/cedar/evaluate.hpp"
#include "leadvault/policy/decider.hpp"
#include "leadvault/policy/policies.hpp"

namespace lv::policy {

inline constexpr std::size_t nearest_permits_max = 3;

// What a condition looked at, as a Cedar expression; of a residency only whether there is one.
struct SeenValue {
  std::string path; // "resource.stage"
  std::string value;
};

struct FailedCondition {
  std::string text; // as it is written; an `unless` with its word
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::optional<cedar::EvalErrc> error; // nothing: it could be evaluated, and did not hold
  std::vector<SeenValue> saw;
};

// A permit that would have applied, were it not for this condition: the first that failed.
struct NearMiss {
  const Rule* rule = nullptr;
  FailedCondition failed;
};

struct PolicyFailure {
  const Rule* rule = nullptr;
  cedar::EvalErrc why = cedar::EvalErrc::type;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct Explained {
  enum class Outcome : std::uint8_t { value, masked, withheld, permitted, denied };
  lead::FieldId field; // zero: the action as a whole
  Outcome outcome = Outcome::withheld;
  std::optional<lead::MaskKind> mask; // of a masked field: how
  // Of what is withheld or denied, the kind: forbidden | not_permitted | consent_missing |
  // policy_failed; and what the caller is told.
  std::optional<Errc> kind;
  std::string code;
  std::vector<const Rule*> policies; // that determine it, in the order of the set
  lead::PurposeId missing;           // whose consent is all that is missing; zero = none
  std::vector<PolicyFailure> failures;
  // Of what no policy permits. These four tell of a masked field also what the asked value lacks.
  std::vector<NearMiss> nearest;
};

struct Explanation {
  std::shared_ptr<const Policies> policies; // the rules named above are theirs
  std::vector<Explained> decisions;
};

// Of one field that a reading asks for.
Explained explain_field(const Policies& policies, const Caller& caller, const LeadFacts& facts,
                        const ReadQuestion& question, const FieldAsk& ask, Time now);

// Of a whole action.
Explained explain_action(const Policies& policies, const Caller& caller, Action action,
                         lead::PurposeId purpose, Time now);

// As it is written, from its first annotation to the semicolon.
std::string_view text_of(const Rule& rule);

} // namespace lv::policy
