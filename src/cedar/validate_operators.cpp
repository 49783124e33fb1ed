// Operators: arithmetic, comparison, equality, membership, sets, patterns.
#include "cedar/validate_checker.hpp"
#include "cedar/validate_hierarchy.hpp"

namespace lv::cedar {

Checking TypeChecker::check(const Expr&, const Unary& node, const Capabilities& known) {
  switch (node.op) {
  case UnaryOp::negate_bool: {
    const auto type = boolean(*node.operand, known).type;
    return {boolean_type(negated(truth_of(*type))), {}};
  }
  case UnaryOp::negate_long:
    operand(*node.operand, Type::Kind::integer, known);
    return {&types::integer, {}};
  case UnaryOp::is_empty:
    operand(*node.operand, Type::Kind::set, known);
    break;
  }
  return {&types::boolean, {}};
}

Checking TypeChecker::check(const Expr& at, const Binary& node, const Capabilities& known) {
  switch (node.op) {
  case BinaryOp::equal:
    return {boolean_type(equality(at, node, known)), {}};
  case BinaryOp::not_equal:
    return {boolean_type(negated(equality(at, node, known))), {}};
  case BinaryOp::less:
  case BinaryOp::less_equal:
  case BinaryOp::greater:
  case BinaryOp::greater_equal:
    compare(node, known);
    break;
  case BinaryOp::in: {
    const auto entity = operand(*node.left, Type::Kind::entity, known);
    const auto above = ancestors(*node.right, known);
    return {boolean_type(membership(*node.left, entity, *node.right, above)), {}};
  }
  case BinaryOp::add:
  case BinaryOp::subtract:
  case BinaryOp::multiply:
    operand(*node.left, Type::Kind::integer, known);
    operand(*node.right, Type::Kind::integer, known);
    return {&types::integer, {}};
  case BinaryOp::contains:
  case BinaryOp::contains_all:
  case BinaryOp::contains_any:
    contains(at, node, known);
    break;
  case BinaryOp::has_tag:
    return has_tag(node, known);
  case BinaryOp::get_tag:
    return {get_tag(at, node, known), {}};
  }
  return {&types::boolean, {}};
}

Checking TypeChecker::check(const Expr&, const Like& node, const Capabilities& known) {
  operand(*node.text, Type::Kind::string, known);
  return {&types::boolean, {}};
}

// `in` after it is looked at only where the type can be the right one.
Checking TypeChecker::check(const Expr&, const Is& node, const Capabilities& known) {
  const auto entity = operand(*node.entity, Type::Kind::entity, known);
  if (entity == nullptr) return {&types::boolean, {}};
  if (entity->name != node.type) return {&types::never, {}};
  if (node.in == nullptr) return {&types::always, {}};
  const auto above = ancestors(*node.in, known);
  return {boolean_type(membership(*node.entity, entity, *node.in, above)), {}};
}

namespace {

bool are_distinct(const Type& left, const Type& right) {
  return left.kind == Type::Kind::entity && right.kind == Type::Kind::entity &&
         left.name != right.name;
}

bool is_ordered(const Type& type) {
  return type.kind == Type::Kind::integer ||
         (type.kind == Type::Kind::extension &&
          (type.name == types::datetime.name || type.name == types::duration.name));
}

} // namespace

// Entities of different types, and literals, compare whatever their types: the answer is known.
Truth TypeChecker::equality(const Expr& at, const Binary& node, const Capabilities& known) {
  const auto left = check(*node.left, known).type;
  const auto right = check(*node.right, known).type;
  if (left == nullptr || right == nullptr) return Truth::unknown;
  if (are_distinct(*left, *right)) return Truth::never;
  const auto left_value = written(*node.left);
  const auto right_value = written(*node.right);
  if (left_value && right_value) return *left_value == *right_value ? Truth::always : Truth::never;
  require_common(at, left, right);
  return Truth::unknown;
}

void TypeChecker::require_common(const Expr& at, TypePtr left, TypePtr right) {
  if (left == nullptr || right == nullptr) return;
  if (common_type(arena_, left, right) != nullptr) return;
  findings_.add(at.where, "found " + text(*left) + " and " + text(*right) +
                              ", which are never equal; expected one type");
}

void TypeChecker::compare(const Binary& node, const Capabilities& known) {
  const auto left = check(*node.left, known).type;
  const auto right = check(*node.right, known).type;
  if (left != nullptr && is_ordered(*left)) {
    expect(*node.right, right, left);
    return;
  }
  if (left != nullptr) refuse(*node.left, left, "Long, datetime or duration");
  if (right != nullptr && !is_ordered(*right)) {
    refuse(*node.right, right, "Long, datetime or duration");
  }
}

void TypeChecker::contains(const Expr& at, const Binary& node, const Capabilities& known) {
  const auto set = operand(*node.left, Type::Kind::set, known);
  if (node.op == BinaryOp::contains) {
    const auto member = check(*node.right, known).type;
    require_common(at, set == nullptr ? nullptr : set->element, member);
  } else {
    require_common(at, set, operand(*node.right, Type::Kind::set, known));
  }
}

TypePtr TypeChecker::ancestors(const Expr& expr, const Capabilities& known) {
  const auto found = check(expr, known).type;
  if (found == nullptr || found->kind == Type::Kind::entity) return found;
  if (found->kind == Type::Kind::set && found->element->kind == Type::Kind::entity) return found;
  return refuse(expr, found, "an entity or a set of entities");
}

Truth TypeChecker::membership(const Expr& entity, TypePtr type, const Expr& ancestors,
                              TypePtr ancestors_type) {
  if (type == nullptr || ancestors_type == nullptr) return Truth::unknown;
  const auto left = written(entity);
  const auto right = written_entities(ancestors);
  if (left && right && names_actions(type->name)) {
    return action_membership(*left->as<EntityUid>(), *right);
  }
  const bool is_set = ancestors_type->kind == Type::Kind::set;
  const auto& above = is_set ? ancestors_type->element->name : ancestors_type->name;
  return can_be_in(schema_, type->name, above) ? Truth::unknown : Truth::never;
}

// Both are actions, or no action is among the ancestors: the schema has the answer.
Truth TypeChecker::action_membership(const EntityUid& uid,
                                     const std::vector<EntityUid>& ancestors) const {
  const auto* action = schema_.action(uid);
  const bool is_in = std::any_of(ancestors.begin(), ancestors.end(), [&](const EntityUid& above) {
    return is_action_in(*action, above);
  });
  return is_in ? Truth::always : Truth::never;
}

std::optional<Value> TypeChecker::written(const Expr& expr) const {
  if (const auto* literal = std::get_if<Literal>(&expr.node)) return literal->value;
  const auto* variable = std::get_if<Variable>(&expr.node);
  if (variable != nullptr && *variable == Variable::action) return Value(kind_.action.uid);
  return std::nullopt;
}

std::optional<std::vector<EntityUid>> TypeChecker::written_entities(const Expr& expr) const {
  if (const auto value = written(expr)) return std::vector{*value->as<EntityUid>()};
  const auto* set = std::get_if<SetOf>(&expr.node);
  if (set == nullptr) return std::nullopt;
  std::vector<EntityUid> uids;
  for (const auto member : set->members) {
    const auto value = written(*member);
    if (!value) return std::nullopt;
    uids.push_back(*value->as<EntityUid>());
  }
  return uids;
}

} // namespace lv::cedar
