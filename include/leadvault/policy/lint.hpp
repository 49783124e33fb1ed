// Lint: what is valid and yet hardly meant, in a policy set: a policy that can never apply, a name
// that does not exist. Plain function over an immutable set, thread safe. Changes no decision.
#pragma once

#include "leadvault/policy/policies.hpp"

namespace lv::policy {

enum class LintScope : std::uint8_t {
  whole_set, // also whether each action can be permitted
  some_files
};

// Warnings in the order of the policies: pointer "sales.cedar:12:3", rule, detail. Rules:
// never-applies, always-forbidden, permit-without-purpose, action-without-permit, unknown-name.
Violations lint(const Policies& policies, LintScope scope);

} // namespace lv::policy
