// Policies: their names, their scopes, and their conditions for each kind of request they let
// through.
#include "leadvault/cedar/validate.hpp"

#include "cedar/validate_checker.hpp"
#include "cedar/validate_scope.hpp"

#include <unordered_set>

namespace lv::cedar {

namespace {

void check_conditions(const Policy& policy, const Schema& schema, const RequestKind& kind,
                      Findings& findings) {
  Arena arena;
  TypeChecker checker(schema, kind, arena, findings);
  Capabilities known;
  for (const auto& condition : policy.conditions) {
    const auto checked = checker.boolean(*condition.body, known);
    const bool is_when = condition.kind == Condition::Kind::when;
    // What stands after a condition that never holds is never evaluated.
    if (truth_of(*checked.type) == (is_when ? Truth::never : Truth::always)) return;
    if (is_when) known = known | checked.gained;
  }
}

void check_kinds(const Policy& policy, const Schema& schema, const ActionType& action,
                 Findings& findings) {
  for (const auto principal : action.principals) {
    if (!admits(schema, policy.principal, principal)) continue;
    for (const auto resource : action.resources) {
      if (!admits(schema, policy.resource, resource)) continue;
      check_conditions(policy, schema, {action, principal, resource}, findings);
    }
  }
}

Problems check(const Policy& policy, const Schema& schema) {
  Findings findings(policy);
  find_unknown_names(schema, policy, findings);
  find_mixed_actions(policy, findings);
  find_impossible_scope(schema, policy, findings);
  for (const auto* action : schema.actions())
    if (admits(policy.action, *action)) check_kinds(policy, schema, *action, findings);
  return std::move(findings).take();
}

// Its conditions are the template's, which is checked for whatever its slots may be.
Problems check_link(const Policy& policy, const Schema& schema) {
  Findings findings(policy);
  find_unknown_linked_types(schema, policy, findings);
  find_impossible_scope(schema, policy, findings);
  return std::move(findings).take();
}

const char* place_of(const Policy& policy) { return policy.text.data() + policy.where.begin; }

void append(Problems& all, Problems some) {
  all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
}

} // namespace

Problems validate(const PolicySet& policies, const Schema& schema) {
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

} // namespace lv::cedar
