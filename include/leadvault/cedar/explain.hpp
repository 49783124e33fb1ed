// Explaining: a policy taken apart, to tell people why a request does or does not satisfy it.
// Nothing is decided here: authorize() uses the same matches() and holds(). Thread safe.
#pragma once

#include "leadvault/cedar/evaluate.hpp"
#include "leadvault/cedar/policy.hpp"

#include <string>

namespace lv::cedar {

bool matches(const Scope& scope, const EntityUid& uid, const Evaluator& evaluator);
bool matches(const ActionScope& scope, const EntityUid& uid, const Evaluator& evaluator);

// Whether a `when` is true, an `unless` false.
boost::system::result<bool, EvalError> holds(const Condition& condition, Evaluator& evaluator);

// What must hold beside the scopes, in the order written: each operand of the outermost && of a
// `when`, and each `unless` whole.
std::vector<Condition> clauses_of(const Policy& policy);

// An attribute, or principal, action or resource itself, that an expression looks at.
struct Seen {
  std::string path;           // "context.field.name"
  std::optional<Value> value; // nothing: there is no such attribute
};

// Each path once, in the order written. Values live as long as the request and the scratch of the
// evaluator.
std::vector<Seen> values_seen(const Expr& expr, Evaluator& evaluator);

} // namespace lv::cedar
