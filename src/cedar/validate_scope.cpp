#include "cedar/validate_scope.hpp"

#include "cedar/validate_hierarchy.hpp"

#include "leadvault/cedar/children.hpp"
#include "leadvault/cedar/print.hpp"

namespace lv::cedar {

bool admits(const ActionScope& scope, const ActionType& action) {
  switch (scope.kind) {
  case ActionScope::Kind::any:
    return true;
  case ActionScope::Kind::equal:
    return action.uid == scope.actions[0];
  case ActionScope::Kind::in:
  case ActionScope::Kind::in_list:
    break;
  }
  return std::any_of(scope.actions.begin(), scope.actions.end(),
                     [&action](const EntityUid& above) { return is_action_in(action, above); });
}

// A slot may be linked to an entity that fits.
bool admits(const Schema& schema, const Scope& scope, std::string_view type) {
  const bool is_slot = scope.operand == Scope::Operand::slot;
  const auto fits = [&] { return is_slot || can_be_in(schema, type, scope.entity.type); };
  switch (scope.kind) {
  case Scope::Kind::any:
    return true;
  case Scope::Kind::equal:
    return is_slot || type == scope.entity.type;
  case Scope::Kind::in:
    return fits();
  case Scope::Kind::is:
    return type == scope.type;
  case Scope::Kind::is_in:
    break;
  }
  return type == scope.type && fits();
}

namespace {

bool names_entity(const Scope& scope) {
  return scope.kind != Scope::Kind::any && scope.kind != Scope::Kind::is &&
         scope.operand == Scope::Operand::entity;
}

} // namespace

bool covers(const Scope& wide, const Scope& narrow, std::string_view type) {
  const bool is_same = names_entity(wide) && names_entity(narrow) && wide.entity == narrow.entity;
  switch (wide.kind) {
  case Scope::Kind::any:
    return true;
  case Scope::Kind::equal:
    return is_same && narrow.kind == Scope::Kind::equal;
  case Scope::Kind::in:
    return is_same;
  case Scope::Kind::is:
    return wide.type == type;
  case Scope::Kind::is_in:
    break;
  }
  return is_same && wide.type == type;
}

namespace {

class UnknownNames {
public:
  UnknownNames(const Schema& schema, Findings& findings) : schema_(schema), findings_(findings) {}

  void look_at_type(std::string_view type, Span where) {
    if (is_known_type(schema_, type)) return;
    findings_.add(where, "found the entity type `" + std::string(type) +
                             "`, expected one that the schema declares");
  }

  void look_at(const EntityUid& uid, Span where) {
    look_at_type(uid.type, where);
    if (is_known_entity(schema_, uid)) return;
    const auto* expected = names_actions(uid.type) ? ", expected an action of the schema"
                                                   : ", expected an id that its type enumerates";
    findings_.add(where, "found " + print(uid) + expected);
  }

  void look_at(const Scope& scope) {
    if (names_entity(scope)) look_at(scope.entity, scope.where);
    if (scope.kind == Scope::Kind::is || scope.kind == Scope::Kind::is_in)
      look_at_type(scope.type, scope.where);
  }

  void look_at(const Expr& expr) {
    if (const auto* literal = std::get_if<Literal>(&expr.node)) {
      if (const auto* uid = literal->value.as<EntityUid>()) look_at(*uid, expr.where);
    } else if (const auto* test = std::get_if<Is>(&expr.node)) {
      look_at_type(test->type, expr.where);
    }
    for_each_child(expr, [this](const Expr& child) { look_at(child); });
  }

private:
  const Schema& schema_;
  Findings& findings_;
};

bool admits_any(const Schema& schema, const Scope& scope, const List<std::string_view>& types) {
  return std::any_of(types.begin(), types.end(),
                     [&](std::string_view type) { return admits(schema, scope, type); });
}

} // namespace

void find_unknown_names(const Schema& schema, const Policy& policy, Findings& findings) {
  UnknownNames names(schema, findings);
  names.look_at(policy.principal);
  for (const auto& action : policy.action.actions) names.look_at(action, policy.action.where);
  names.look_at(policy.resource);
  for (const auto& condition : policy.conditions) names.look_at(*condition.body);
}

void find_unknown_linked_types(const Schema& schema, const Policy& policy, Findings& findings) {
  UnknownNames names(schema, findings);
  for (const auto* scope : {&policy.principal, &policy.resource}) {
    const bool has_entity = scope->kind != Scope::Kind::any && scope->kind != Scope::Kind::is;
    if (has_entity) names.look_at_type(scope->entity.type, scope->where);
  }
}

void find_mixed_actions(const Policy& policy, Findings& findings) {
  for (const auto& action : policy.action.actions) {
    const auto& first = policy.action.actions[0];
    if (action.type == first.type) continue;
    findings.add(policy.action.where, "found " + print(first) + " and " + print(action) +
                                          " in one list, expected actions of one type");
  }
}

void find_impossible_scope(const Schema& schema, const Policy& policy, Findings& findings) {
  const auto& actions = schema.actions();
  const bool is_possible = std::any_of(actions.begin(), actions.end(), [&](const auto* action) {
    return admits(policy.action, *action) &&
           admits_any(schema, policy.principal, action->principals) &&
           admits_any(schema, policy.resource, action->resources);
  });
  if (is_possible) return;
  findings.add(policy.where, "found a scope that no request can be in, expected an action of the "
                             "schema that applies to such a principal and resource");
}

} // namespace lv::cedar
