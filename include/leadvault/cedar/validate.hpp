// Validating policies against a schema, strictly: a policy that validates meets no type error, no
// missing attribute and no unknown entity type when it is evaluated on entities and requests that
// conform to the schema. Source: docs.cedarpolicy.com, "Validation"; Cutler et al., "Cedar: A New
// Language for Expressive, Fast, Safe, and Analyzable Authorization" (OOPSLA 2024).
#pragma once

#include "leadvault/cedar/evaluate.hpp"
#include "leadvault/cedar/policy_set.hpp"
#include "leadvault/cedar/schema.hpp"

namespace lv::cedar {

// Empty: valid. The problems of each template, then of each policy; places are of its own text. Of
// a link only what its slots were given is checked: the rest is its template's. That a policy can
// never apply because of its conditions is no problem.
Problems validate(const PolicySet& policies, const Schema& schema);

// The action exists, applies to the types, and the context has its type and nothing more.
Problems validate(const Request& request, const Schema& schema);

// Each entity's attributes, tags, parents and id are as its type says; actions are as declared.
Problems validate(const Entities& entities, const Schema& schema);

} // namespace lv::cedar
