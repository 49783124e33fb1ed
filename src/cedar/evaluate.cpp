// The language's operators. What stands left decides first: && and || and `if` look at the right
// only when they must, and whatever is looked at must be of the right kind.
#include "leadvault/cedar/evaluate.hpp"

#include "cedar/extension.hpp"
#include "cedar/pattern.hpp"

#include <stdexcept>

namespace lv::cedar {

namespace {

Evaluated fail(const Expr& at, EvalErrc code) { return EvalError{code, at.where}; }

} // namespace

std::string_view describe(EvalErrc code) {
  switch (code) {
  case EvalErrc::type:
    return "an operand is of the wrong kind";
  case EvalErrc::overflow:
    return "the result does not fit 64 bits";
  case EvalErrc::no_attribute:
    return "there is no such attribute";
  case EvalErrc::no_tag:
    return "there is no such tag";
  case EvalErrc::no_entity:
    return "there is no such entity";
  case EvalErrc::bad_argument:
    return "the text is not what the function reads";
  case EvalErrc::argument_count:
    return "the function takes another number of arguments";
  }
  return "it cannot be evaluated";
}

void throw_exception_from_error(const EvalError& error, const boost::source_location&) {
  throw std::logic_error(std::string(describe(error.code)));
}

Evaluated Evaluator::evaluate(const Expr& expr) {
  return std::visit([&](const auto& node) { return eval(expr, node); }, expr.node);
}

template <class T>
boost::system::result<T, EvalError> Evaluator::typed(ExprPtr expr) {
  const auto value = evaluate(*expr);
  if (!value) return value.error();
  const T* data = value->as<T>();
  if (data == nullptr) return EvalError{EvalErrc::type, expr->where};
  return *data;
}

Evaluated Evaluator::eval(const Expr&, const Literal& node) { return node.value; }

Evaluated Evaluator::eval(const Expr&, const Variable& node) {
  switch (node) {
  case Variable::principal:
    return Value(request_.principal);
  case Variable::action:
    return Value(request_.action);
  case Variable::resource:
    return Value(request_.resource);
  case Variable::context:
    break;
  }
  return Value(request_.context);
}

Evaluated Evaluator::eval(const Expr&, const If& node) {
  const auto test = typed<bool>(node.test);
  if (!test) return test.error();
  return evaluate(*test ? *node.then : *node.otherwise);
}

Evaluated Evaluator::eval(const Expr&, const And& node) {
  const auto left = typed<bool>(node.left);
  if (!left) return left.error();
  if (!*left) return Value(false);
  const auto right = typed<bool>(node.right);
  if (!right) return right.error();
  return Value(*right);
}

Evaluated Evaluator::eval(const Expr&, const Or& node) {
  const auto left = typed<bool>(node.left);
  if (!left) return left.error();
  if (*left) return Value(true);
  const auto right = typed<bool>(node.right);
  if (!right) return right.error();
  return Value(*right);
}

Evaluated Evaluator::eval(const Expr& at, const Unary& node) {
  if (node.op == UnaryOp::negate_bool) {
    const auto operand = typed<bool>(node.operand);
    if (!operand) return operand.error();
    return Value(!*operand);
  }
  if (node.op == UnaryOp::is_empty) {
    const auto set = typed<Set>(node.operand);
    if (!set) return set.error();
    return Value(set->members.empty());
  }
  const auto operand = typed<std::int64_t>(node.operand);
  if (!operand) return operand.error();
  std::int64_t negated = 0;
  if (__builtin_sub_overflow(0, *operand, &negated)) return fail(at, EvalErrc::overflow);
  return Value(negated);
}

Evaluated Evaluator::eval(const Expr& at, const Binary& node) {
  switch (node.op) {
  case BinaryOp::equal:
  case BinaryOp::not_equal:
  case BinaryOp::less:
  case BinaryOp::less_equal:
  case BinaryOp::greater:
  case BinaryOp::greater_equal: {
    const auto left = evaluate(*node.left);
    if (!left) return left;
    const auto right = evaluate(*node.right);
    if (!right) return right;
    return compare(at, node.op, *left, *right);
  }
  case BinaryOp::in:
    return membership(at, node);
  case BinaryOp::add:
  case BinaryOp::subtract:
  case BinaryOp::multiply:
    return arithmetic(at, node);
  case BinaryOp::contains:
  case BinaryOp::contains_all:
  case BinaryOp::contains_any:
    return sets(at, node);
  case BinaryOp::has_tag:
  case BinaryOp::get_tag:
    break;
  }
  return tags(at, node);
}

namespace {

template <class T>
std::optional<std::strong_ordering> order_of(const Value& left, const Value& right) {
  const T* first = left.as<T>();
  const T* second = right.as<T>();
  if (first == nullptr || second == nullptr) return std::nullopt;
  return *first <=> *second;
}

// Longs, times and durations have an order, each among themselves.
std::optional<std::strong_ordering> order_of(const Value& left, const Value& right) {
  switch (left.kind()) {
  case ValueKind::integer:
    return order_of<std::int64_t>(left, right);
  case ValueKind::datetime:
    return order_of<Datetime>(left, right);
  case ValueKind::duration:
    return order_of<Duration>(left, right);
  default:
    return std::nullopt;
  }
}

} // namespace

Evaluated Evaluator::compare(const Expr& at, BinaryOp op, const Value& left,
                             const Value& right) const {
  if (op == BinaryOp::equal) return Value(left == right);
  if (op == BinaryOp::not_equal) return Value(left != right);
  const auto order = order_of(left, right);
  if (!order) return fail(at, EvalErrc::type);
  switch (op) {
  case BinaryOp::less:
    return Value(*order < 0);
  case BinaryOp::less_equal:
    return Value(*order <= 0);
  case BinaryOp::greater:
    return Value(*order > 0);
  default:
    return Value(*order >= 0);
  }
}

Evaluated Evaluator::arithmetic(const Expr& at, const Binary& node) {
  const auto left = typed<std::int64_t>(node.left);
  if (!left) return left.error();
  const auto right = typed<std::int64_t>(node.right);
  if (!right) return right.error();
  std::int64_t result = 0;
  bool over = false;
  if (node.op == BinaryOp::add) {
    over = __builtin_add_overflow(*left, *right, &result);
  } else if (node.op == BinaryOp::subtract) {
    over = __builtin_sub_overflow(*left, *right, &result);
  } else {
    over = __builtin_mul_overflow(*left, *right, &result);
  }
  if (over) return fail(at, EvalErrc::overflow);
  return Value(result);
}

bool Evaluator::is_in(const EntityUid& uid, const EntityUid& ancestor) const {
  if (uid == ancestor) return true;
  const auto* entity = entities_.find(uid);
  return entity != nullptr && entity->is_below(ancestor);
}

Evaluated Evaluator::in(const Expr& at, const EntityUid& entity, const Value& ancestors) const {
  if (const auto* ancestor = ancestors.as<EntityUid>()) return Value(is_in(entity, *ancestor));
  const auto* set = ancestors.as<Set>();
  if (set == nullptr) return fail(at, EvalErrc::type);
  bool found = false;
  for (const auto& member : set->members) {
    const auto* ancestor = member.as<EntityUid>();
    if (ancestor == nullptr) return fail(at, EvalErrc::type);
    found = found || is_in(entity, *ancestor);
  }
  return Value(found);
}

Evaluated Evaluator::membership(const Expr& at, const Binary& node) {
  const auto left = typed<EntityUid>(node.left);
  if (!left) return left.error();
  const auto right = evaluate(*node.right);
  if (!right) return right;
  return in(at, *left, *right);
}

Evaluated Evaluator::sets(const Expr&, const Binary& node) {
  const auto left = typed<Set>(node.left);
  if (!left) return left.error();
  if (node.op == BinaryOp::contains) {
    const auto member = evaluate(*node.right);
    if (!member) return member;
    return Value(contains(*left, *member));
  }
  const auto right = typed<Set>(node.right);
  if (!right) return right.error();
  const auto is_in_left = [&left](const Value& member) { return contains(*left, member); };
  const auto& wanted = right->members;
  if (node.op == BinaryOp::contains_all) {
    return Value(std::all_of(wanted.begin(), wanted.end(), is_in_left));
  }
  return Value(std::any_of(wanted.begin(), wanted.end(), is_in_left));
}

Evaluated Evaluator::tags(const Expr& at, const Binary& node) {
  const auto uid = typed<EntityUid>(node.left);
  if (!uid) return uid.error();
  const auto name = typed<std::string_view>(node.right);
  if (!name) return name.error();
  const auto* entity = entities_.find(*uid);
  const auto* tag = entity == nullptr ? nullptr : entity->tags.find(*name);
  if (node.op == BinaryOp::has_tag) return Value(tag != nullptr);
  if (entity == nullptr) return fail(at, EvalErrc::no_entity);
  if (tag == nullptr) return fail(at, EvalErrc::no_tag);
  return *tag;
}

Evaluated Evaluator::eval(const Expr& at, const Call& node) {
  std::array<Value, 2> arguments;
  if (node.arguments.size() > arguments.size()) {
    for (const auto argument : node.arguments) {
      const auto value = evaluate(*argument);
      if (!value) return value;
    }
    return fail(at, EvalErrc::argument_count);
  }
  for (std::size_t i = 0; i < node.arguments.size(); ++i) {
    const auto value = evaluate(*node.arguments[i]);
    if (!value) return value;
    arguments[i] = *value;
  }
  const auto given = std::span<const Value>(arguments).first(node.arguments.size());
  const auto result = call(node.function, given);
  if (!result) return fail(at, result.error());
  return *result;
}

Evaluated Evaluator::attribute(const Expr& at, const Value& of, std::string_view name) const {
  const auto* record = of.as<Record>();
  if (const auto* uid = of.as<EntityUid>()) {
    const auto* entity = entities_.find(*uid);
    if (entity == nullptr) return fail(at, EvalErrc::no_entity);
    record = &entity->attributes;
  }
  if (record == nullptr) return fail(at, EvalErrc::type);
  const auto* value = record->find(name);
  if (value == nullptr) return fail(at, EvalErrc::no_attribute);
  return *value;
}

Evaluated Evaluator::eval(const Expr& at, const Get& node) {
  const auto of = evaluate(*node.of);
  if (!of) return of;
  return attribute(at, *of, node.name);
}

Evaluated Evaluator::eval(const Expr& at, const Has& node) {
  auto of = evaluate(*node.of);
  for (const auto& name : node.path) {
    if (!of) return of;
    of = attribute(at, *of, name);
    if (of) continue;
    const auto code = of.error().code;
    if (code == EvalErrc::no_attribute || code == EvalErrc::no_entity) return Value(false);
  }
  if (!of) return of;
  return Value(true);
}

Evaluated Evaluator::eval(const Expr&, const Like& node) {
  const auto text = typed<std::string_view>(node.text);
  if (!text) return text.error();
  return Value(matches(*text, node.pieces));
}

Evaluated Evaluator::eval(const Expr& at, const Is& node) {
  const auto entity = typed<EntityUid>(node.entity);
  if (!entity) return entity.error();
  if (entity->type != node.type) return Value(false);
  if (node.in == nullptr) return Value(true);
  const auto ancestors = evaluate(*node.in);
  if (!ancestors) return ancestors;
  return in(at, *entity, *ancestors);
}

Evaluated Evaluator::eval(const Expr&, const SetOf& node) {
  const std::span<Value> members(scratch_.room_for<Value>(node.members.size()),
                                 node.members.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto value = evaluate(*node.members[i]);
    if (!value) return value;
    std::construct_at(&members[i], *value);
  }
  return Value(make_set(scratch_, members));
}

Evaluated Evaluator::eval(const Expr&, const RecordOf& node) {
  const std::span<Attribute> attributes(scratch_.room_for<Attribute>(node.fields.size()),
                                        node.fields.size());
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    const auto value = evaluate(*node.fields[i].value);
    if (!value) return value;
    std::construct_at(&attributes[i], Attribute{node.fields[i].name, *value});
  }
  return Value(make_record(scratch_, attributes));
}

} // namespace lv::cedar
