// The decision: every policy is evaluated, none short-circuits. Denied unless a permit is satisfied
// and no forbid is. A policy that errs is skipped and told: whoever guards personal data must look
// at `errors`. Source: docs.cedarpolicy.com, "Authorization".
#pragma once

#include "leadvault/cedar/evaluate.hpp"
#include "leadvault/cedar/policy_set.hpp"

namespace lv::cedar {

enum class Decision : std::uint8_t { deny, allow };

struct PolicyError {
  const Policy* policy;
  EvalError error;
};

struct Response {
  Decision decision = Decision::deny;
  std::vector<const Policy*> reasons; // the satisfied forbids, else the satisfied permits
  std::vector<PolicyError> errors;
};

Response authorize(const PolicySet& policies, const Request& request, const Entities& entities);

} // namespace lv::cedar
