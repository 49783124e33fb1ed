#include "leadvault/cedar/mentions.hpp"

#include "leadvault/cedar/children.hpp"

namespace lv::cedar {

namespace {

bool mentions(const Expr& expr, std::string_view type) {
  if (const auto* literal = std::get_if<Literal>(&expr.node)) {
    const auto* uid = literal->value.as<EntityUid>();
    return uid != nullptr && uid->type == type;
  }
  bool found = false;
  for_each_child(expr, [&](const Expr& child) { found = found || mentions(child, type); });
  return found;
}

bool mentions(const Scope& scope, std::string_view type) {
  return (scope.kind == Scope::Kind::equal || scope.kind == Scope::Kind::in ||
          scope.kind == Scope::Kind::is_in) &&
         scope.operand == Scope::Operand::entity && scope.entity.type == type;
}

bool mentions(const Policy& policy, std::string_view type) {
  return mentions(policy.principal, type) || mentions(policy.resource, type) ||
         std::any_of(policy.conditions.begin(), policy.conditions.end(),
                     [&](const Condition& condition) { return mentions(*condition.body, type); });
}

} // namespace

bool mentions(const PolicySet& policies, std::string_view entity_type) {
  const auto named = [&](const Policy& policy) { return mentions(policy, entity_type); };
  return std::any_of(policies.policies().begin(), policies.policies().end(), named);
}

} // namespace lv::cedar
