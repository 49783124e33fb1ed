// Validating policies against a schema, strictly: a policy that validates meets no type error, no
// missing attribute and no unknown entity type when it is evaluated on entities and requests that
// conform to the schema. Source: docs.cedarpolicy.com, "Validation"; Cutler et al., "Cedar: A New
// Language for Expressive, Fast, Safe, and Analyzable Authorization" (OOPSLA 2024).
#pragma once

#include "leadvault/cedar/evaluate.hpp"
#include "leadvault/cedar/policy_set.hpp"
#include "leadvault/cedar/schema.hpp"

namespace lv::cedar {

// Empty: valid. All problems of all policies and templates, in the order of the texts.
Problems validate(const PolicySet& policies, const Schema& schema);

// The action exists, applies to the types, and the context has its type.
Problems validate(const Request& request, const Schema& schema);

// Each entity's attributes, tags, parents and id are as its type says; actions are as declared.
Problems validate(const Entities& entities, const Schema& schema);

} // namespace lv::cedar
