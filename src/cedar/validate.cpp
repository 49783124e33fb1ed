// Policies: their names, their scopes, and their conditions for each kind of request they let
// through.
#include "leadvault/cedar/validate.hpp"

#include "cedar/validate_checker.hpp"
#include "cedar/validate_scope.hpp"

#include "leadvault/base/limits.hpp"

#include <unordered_set>

namespace lv::cedar {

namespace {

// never: no request of that kind satisfies the conditions.
Truth check_conditions(const Policy& policy, const Schema& schema, const RequestKind& kind,
                       Findings& findings) {
  Arena arena;
  TypeChecker checker(schema, kind, arena, findings);
  Capabilities known;
  for (const auto& condition : policy.conditions) {
    const auto checked = checker.boolean(*condition.body, known);
    const bool is_when = condition.kind == Condition::Kind::when;
    // What stands after a condition that never holds is never evaluated.
    const auto truth = truth_of(*checked.type);
    if (truth == (is_when ? Truth::never : Truth::always)) return Truth::never;
    if (is_when) known = known | checked.gained;
  }
  return Truth::unknown;
}

// Those for which the conditions can hold; their problems go to `findings`.
std::vector<RequestKind> check_kinds(const Policy& policy, const Schema& schema,
                                     Findings& findings) {
  std::vector<RequestKind> kinds;
  for (const auto* action : schema.actions()) {
    if (!admits(policy.action, *action)) continue;
    for (const auto principal : action->principals) {
      if (!admits(schema, policy.principal, principal)) continue;
      for (const auto resource : action->resources) {
        if (!admits(schema, policy.resource, resource)) continue;
        const RequestKind kind{*action, principal, resource};
        const auto truth = check_conditions(policy, schema, kind, findings);
        if (truth != Truth::never) kinds.push_back(kind);
      }
    }
  }
  return kinds;
}

Problems check(const Policy& policy, const Schema& schema) {
  Findings findings(policy);
  find_unknown_names(schema, policy, findings);
  find_mixed_actions(policy, findings);
  find_impossible_scope(schema, policy, findings);
  check_kinds(policy, schema, findings);
  return std::move(findings).take();
}

// Its conditions are the template's, which is checked for whatever its slots may be.
Problems check_link(const Policy& policy, const Schema& schema) {
  Findings findings(policy);
  find_unknown_linked_types(schema, policy, findings);
  find_impossible_scope(schema, policy, findings);
  return std::move(findings).take();
}

// Each policy is checked for each kind of request that its scope lets through.
bool takes_too_long(const PolicySet& policies, const Schema& schema) {
  std::size_t kinds = 0;
  for (const auto* action : schema.actions())
    kinds += action->principals.size() * action->resources.size();
  const auto count = policies.policies().size() + policies.templates().size();
  return count != 0 && kinds > limits::cedar_validation_steps_max / count;
}

const char* place_of(const Policy& policy) { return policy.text.data() + policy.where.begin; }

void append(Problems& all, Problems some) {
  all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
}

} // namespace

Problems validate(const PolicySet& policies, const Schema& schema) {
  if (takes_too_long(policies, schema)) {
    Problem problem;
    problem.what = "too many policies for the kinds of requests that the schema declares";
    return {problem};
  }
  std::unordered_set<const char*> templates;
  Problems problems;
  for (const auto& policy : policies.templates()) {
    templates.insert(place_of(policy));
    append(problems, check(policy, schema));
  }
  for (const auto& policy : policies.policies()) {
    const bool is_link = templates.contains(place_of(policy));
    append(problems, is_link ? check_link(policy, schema) : check(policy, schema));
  }
  return problems;
}

std::vector<RequestKind> applicable_kinds(const Policy& policy, const Schema& schema) {
  Findings none(policy); // the policy is valid
  return check_kinds(policy, schema, none);
}

bool covers(const Policy& wide, const Policy& narrow, const RequestKind& kind) {
  return admits(wide.action, kind.action) &&
         covers(wide.principal, narrow.principal, kind.principal) &&
         covers(wide.resource, narrow.resource, kind.resource);
}

} // namespace lv::cedar
