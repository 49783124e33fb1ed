// The scope of a policy against the schema: which kinds of requests it lets through at all.
#pragma once

#include "cedar/validate_findings.hpp"

#include "leadvault/cedar/schema.hpp"

namespace lv::cedar {

// Whether a request of that action, or a principal or resource of that type, can be in the scope.
bool admits(const ActionScope& scope, const ActionType& action);
bool admits(const Schema& schema, const Scope& scope, std::string_view type);

// Whether `wide` lets through every entity of that type that `narrow` does. Of entities that are
// known when a request is made it knows nothing: one in another covers only what is in the same.
bool covers(const Scope& wide, const Scope& narrow, std::string_view type);

// Types and entities that the policy names but the schema does not, in its scope or its conditions.
void find_unknown_names(const Schema& schema, const Policy& policy, Findings& findings);

// Of a policy that was linked: types of what its slots were given. The rest is its template's.
void find_unknown_linked_types(const Schema& schema, const Policy& policy, Findings& findings);

// Actions of several types in one list, which is a set and has one type.
void find_mixed_actions(const Policy& policy, Findings& findings);

// A scope that lets no request of the schema through.
void find_impossible_scope(const Schema& schema, const Policy& policy, Findings& findings);

} // namespace lv::cedar
