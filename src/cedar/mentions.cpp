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

void add_texts(const Expr& expr, NamedTexts& texts) {
  if (const auto* literal = std::get_if<Literal>(&expr.node)) {
    if (const auto* text = literal->value.as<std::string_view>()) texts.literals.emplace(*text);
  }
  texts.patterns = texts.patterns || std::holds_alternative<Like>(expr.node);
  for_each_child(expr, [&](const Expr& child) { add_texts(child, texts); });
}

} // namespace

NamedTexts named_texts(const PolicySet& policies) {
  NamedTexts texts;
  for (const auto& policy : policies.policies()) {
    for (const auto& condition : policy.conditions) add_texts(*condition.body, texts);
  }
  return texts;
}

bool mentions(const PolicySet& policies, std::string_view entity_type) {
  const auto named = [&](const Policy& policy) { return mentions(policy, entity_type); };
  return std::any_of(policies.policies().begin(), policies.policies().end(), named);
}

} // namespace lv::cedar
