#include "cedar/policy_parser.hpp"

#include "cedar/validate_hierarchy.hpp"

#include "leadvault/base/limits.hpp"

#include <unordered_set>

namespace lv::cedar {

Checked<std::vector<Policy>> PolicyParser::all() {
  std::vector<Policy> policies;
  while (!cursor_.at_end()) {
    if (policies.size() == limits::cedar_policies_max) {
      return cursor_.fail(cursor_.peek().where, "more than 10000 policies");
    }
    LV_TRY(next, policy());
    policies.push_back(next);
  }
  return policies;
}

Checked<Policy> PolicyParser::policy() {
  const auto first = cursor_.peek();
  Policy policy;
  LV_TRY(notes, annotations());
  policy.annotations = notes;
  LV_TRY(wanted, effect());
  policy.effect = wanted;
  LV_CHECK(scope(policy));
  LV_TRY(conditions_found, conditions());
  policy.conditions = conditions_found;
  LV_CHECK(cursor_.expect(";"));
  policy.where = cursor_.since(first);
  policy.text = cursor_.text();
  return policy;
}

Checked<List<Annotation>> PolicyParser::annotations() {
  std::vector<Annotation> found;
  std::unordered_set<std::string_view> keys;
  while (cursor_.at("@")) {
    const auto at = cursor_.next();
    LV_TRY(next, annotation());
    if (!keys.insert(next.key).second) {
      return cursor_.fail(at.where, "the annotation @" + std::string(next.key) + " stands twice");
    }
    found.push_back(next);
  }
  return arena_.keep(found);
}

// A key may be any word, also one of the language.
Checked<Annotation> PolicyParser::annotation() {
  if (cursor_.peek().kind != TokenKind::identifier) {
    return cursor_.expected("the name of an annotation");
  }
  Annotation annotation{arena_.keep(cursor_.next().text), {}};
  if (!cursor_.accept("(")) return annotation;
  LV_TRY(value, parse_string(cursor_, arena_, "the annotation's value, a string"));
  annotation.value = value;
  LV_CHECK(cursor_.expect(")"));
  return annotation;
}

Checked<Effect> PolicyParser::effect() {
  if (cursor_.accept("permit")) return Effect::permit;
  if (cursor_.accept("forbid")) return Effect::forbid;
  return cursor_.expected("`permit` or `forbid`");
}

Checked<void> PolicyParser::scope(Policy& policy) {
  LV_CHECK(cursor_.expect("("));
  LV_TRY(principal, entity_scope("principal"));
  policy.principal = principal;
  LV_CHECK(cursor_.expect(","));
  LV_TRY(action, action_scope());
  policy.action = action;
  LV_CHECK(cursor_.expect(","));
  LV_TRY(resource, entity_scope("resource"));
  policy.resource = resource;
  cursor_.accept(","); // a last comma may follow
  LV_CHECK(cursor_.expect(")"));
  return {};
}

Checked<Scope> PolicyParser::entity_scope(std::string_view variable) {
  const auto first = cursor_.peek();
  LV_CHECK(cursor_.expect(variable));
  Scope scope;
  if (cursor_.accept("==")) {
    scope.kind = Scope::Kind::equal;
    LV_CHECK(scope_operand(scope, variable));
  } else if (cursor_.accept("in")) {
    scope.kind = Scope::Kind::in;
    LV_CHECK(scope_operand(scope, variable));
  } else if (cursor_.accept("is")) {
    scope.kind = Scope::Kind::is;
    LV_TRY(type, parse_path(cursor_, arena_, "the type of an entity"));
    scope.type = type;
    if (cursor_.accept("in")) {
      scope.kind = Scope::Kind::is_in;
      LV_CHECK(scope_operand(scope, variable));
    }
  }
  scope.where = cursor_.since(first);
  return scope;
}

// The grammar has an expression where the scope needs an entity: brackets are allowed around it.
std::size_t PolicyParser::open_brackets() {
  std::size_t count = 0;
  while (cursor_.accept("(")) ++count;
  return count;
}

Checked<void> PolicyParser::close_brackets(std::size_t count) {
  for (; count > 0; --count) LV_CHECK(cursor_.expect(")"));
  return {};
}

Checked<EntityUid> PolicyParser::bracketed_uid() {
  const auto brackets = open_brackets();
  LV_TRY(uid, parse_uid(cursor_, arena_));
  LV_CHECK(close_brackets(brackets));
  return uid;
}

Checked<void> PolicyParser::scope_operand(Scope& scope, std::string_view variable) {
  const auto brackets = open_brackets();
  if (cursor_.at("?")) {
    const auto mark = cursor_.next();
    const auto& name = cursor_.peek();
    if (!name.is(variable) || name.where.begin != mark.where.end) {
      return cursor_.fail(mark.where, "the slot here is ?" + std::string(variable));
    }
    cursor_.next();
    scope.operand = Scope::Operand::slot;
  } else {
    LV_TRY(uid, parse_uid(cursor_, arena_));
    scope.entity = uid;
  }
  return close_brackets(brackets);
}

Checked<ActionScope> PolicyParser::action_scope() {
  const auto first = cursor_.peek();
  LV_CHECK(cursor_.expect("action"));
  ActionScope scope;
  if (cursor_.accept("==")) {
    scope.kind = ActionScope::Kind::equal;
  } else if (cursor_.accept("in")) {
    scope.kind = ActionScope::Kind::in;
  }
  if (scope.kind != ActionScope::Kind::any) LV_CHECK(action_operand(scope));
  scope.where = cursor_.since(first);
  for (const auto& action : scope.actions) {
    if (!names_actions(action.type)) {
      return cursor_.fail(scope.where, "an action is an entity of the type Action, in a namespace "
                                       "or not: Action::\"view\"");
    }
  }
  return scope;
}

Checked<void> PolicyParser::action_operand(ActionScope& scope) {
  const auto brackets = open_brackets();
  if (scope.kind == ActionScope::Kind::in && cursor_.at("[")) {
    scope.kind = ActionScope::Kind::in_list;
    LV_TRY(actions, action_list());
    scope.actions = actions;
  } else {
    LV_TRY(uid, parse_uid(cursor_, arena_));
    scope.actions = arena_.keep(std::span<const EntityUid>(&uid, 1));
  }
  return close_brackets(brackets);
}

Checked<List<EntityUid>> PolicyParser::action_list() {
  cursor_.next();
  std::vector<EntityUid> actions;
  while (!cursor_.accept("]")) {
    LV_TRY(uid, bracketed_uid());
    actions.push_back(uid);
    if (cursor_.at("]")) continue;
    LV_CHECK(cursor_.expect(","));
  }
  return arena_.keep(actions);
}

Checked<List<Condition>> PolicyParser::conditions() {
  std::vector<Condition> found;
  while (cursor_.at("when") || cursor_.at("unless")) {
    const auto kind = cursor_.next().is("when") ? Condition::Kind::when : Condition::Kind::unless;
    LV_CHECK(cursor_.expect("{"));
    LV_TRY(body, ExprParser(cursor_, arena_).expression());
    LV_CHECK(cursor_.expect("}"));
    found.push_back({kind, body});
  }
  return arena_.keep(found);
}

} // namespace lv::cedar
