// The expressions that combine others: choices, sets, records; and where they begin.
#include "cedar/validate_checker.hpp"

#include "cedar/validate_hierarchy.hpp"

namespace lv::cedar {

Checking TypeChecker::check(const Expr& expr, const Capabilities& known) {
  return std::visit([&](const auto& node) { return check(expr, node, known); }, expr.node);
}

Checking TypeChecker::boolean(const Expr& expr, const Capabilities& known) {
  auto checked = check(expr, known);
  if (expect(expr, checked.type, &types::boolean) == nullptr) checked.type = &types::boolean;
  return checked;
}

TypePtr TypeChecker::operand(const Expr& expr, Type::Kind kind, const Capabilities& known) {
  const auto found = check(expr, known).type;
  switch (kind) {
  case Type::Kind::integer:
    return expect(expr, found, &types::integer);
  case Type::Kind::string:
    return expect(expr, found, &types::string);
  default:
    break;
  }
  if (found == nullptr || found->kind == kind) return found;
  return refuse(expr, found, kind == Type::Kind::set ? "a set" : "an entity");
}

TypePtr TypeChecker::expect(const Expr& expr, TypePtr found, TypePtr expected) {
  if (found == nullptr) return nullptr;
  const bool is_named = expected->kind == Type::Kind::extension;
  if (found->kind == expected->kind && (!is_named || found->name == expected->name)) return found;
  return refuse(expr, found, text(*expected));
}

TypePtr TypeChecker::refuse(const Expr& expr, TypePtr found, std::string_view expected) {
  findings_.add(expr.where, "found " + text(*found) + ", expected " + std::string(expected));
  return nullptr;
}

Checking TypeChecker::check(const Expr&, const Literal& node, const Capabilities&) {
  if (const auto* flag = node.value.as<bool>()) return {*flag ? &types::always : &types::never, {}};
  if (node.value.as<std::int64_t>() != nullptr) return {&types::integer, {}};
  const auto* uid = node.value.as<EntityUid>();
  if (uid == nullptr) return {&types::string, {}};
  // What is not declared was told when the names of the policy were looked up.
  const bool is_declared = is_known_type(schema_, uid->type) &&
                           (!names_actions(uid->type) || is_known_entity(schema_, *uid));
  return {is_declared ? types::entity(arena_, uid->type) : nullptr, {}};
}

Checking TypeChecker::check(const Expr&, const Variable& node, const Capabilities&) {
  switch (node) {
  case Variable::principal:
    return {types::entity(arena_, kind_.principal), {}};
  case Variable::action:
    return {types::entity(arena_, kind_.action.uid.type), {}};
  case Variable::resource:
    return {types::entity(arena_, kind_.resource), {}};
  case Variable::context:
    break;
  }
  return {kind_.action.context, {}};
}

Checking TypeChecker::check(const Expr& at, const If& node, const Capabilities& known) {
  const auto test = boolean(*node.test, known);
  switch (truth_of(*test.type)) {
  case Truth::always: {
    auto then = check(*node.then, known | test.gained);
    return {then.type, then.gained | test.gained};
  }
  case Truth::never:
    return check(*node.otherwise, known);
  case Truth::unknown:
    break;
  }
  return branches(at, node, test, known);
}

Checking TypeChecker::branches(const Expr& at, const If& node, const Checking& test,
                               const Capabilities& known) {
  const auto then = check(*node.then, known | test.gained);
  const auto otherwise = check(*node.otherwise, known);
  if (then.type == nullptr || otherwise.type == nullptr) return {};
  const auto common = common_type(arena_, then.type, otherwise.type);
  if (common == nullptr) {
    findings_.add(at.where, "found " + text(*then.type) + " after `then` and " +
                                text(*otherwise.type) + " after `else`, expected one type");
  }
  return {common, (then.gained | test.gained) & otherwise.gained};
}

Checking TypeChecker::check(const Expr&, const And& node, const Capabilities& known) {
  const auto left = boolean(*node.left, known);
  const auto left_truth = truth_of(*left.type);
  if (left_truth == Truth::never) return {left.type, {}};
  const auto right = boolean(*node.right, known | left.gained);
  const auto right_truth = truth_of(*right.type);
  if (right_truth == Truth::never) return {right.type, {}};
  const auto both = left.gained | right.gained;
  if (right_truth == Truth::always) return {left.type, both};
  return {left_truth == Truth::always ? right.type : &types::boolean, both};
}

Checking TypeChecker::check(const Expr&, const Or& node, const Capabilities& known) {
  const auto left = boolean(*node.left, known);
  const auto left_truth = truth_of(*left.type);
  if (left_truth == Truth::always) return left;
  const auto right = boolean(*node.right, known);
  const auto right_truth = truth_of(*right.type);
  if (right_truth == Truth::always || left_truth == Truth::never) return right;
  if (right_truth == Truth::never) return left;
  return {&types::boolean, left.gained & right.gained};
}

Checking TypeChecker::check(const Expr& at, const SetOf& node, const Capabilities& known) {
  if (node.members.empty()) {
    findings_.add(at.where, "found an empty set, expected a member that says what it is a set of");
    return {};
  }
  TypePtr element = nullptr;
  bool is_sound = true;
  for (const auto member : node.members) {
    const auto type = check(*member, known).type;
    is_sound = is_sound && type != nullptr;
    if (!is_sound) continue;
    const auto common = element == nullptr ? type : common_type(arena_, element, type);
    if (common == nullptr) {
      findings_.add(member->where, "found " + text(*type) + " in a set of " + text(*element) +
                                       ", expected one type");
      is_sound = false;
    }
    element = common;
  }
  return {is_sound ? types::set_of(arena_, element) : nullptr, {}};
}

Checking TypeChecker::check(const Expr&, const RecordOf& node, const Capabilities& known) {
  std::vector<AttributeType> attributes;
  for (const auto& field : node.fields) {
    const auto type = check(*field.value, known).type;
    if (type != nullptr) {
      attributes.push_back({field.name, type, AttributeType::Presence::required});
    }
  }
  if (attributes.size() < node.fields.size()) return {};
  return {types::record_of(arena_, std::move(attributes)), {}};
}

} // namespace lv::cedar
