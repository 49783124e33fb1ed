#include "cedar/validate_capabilities.hpp"

#include <algorithm>

namespace lv::cedar {

namespace {

bool same(ExprPtr left, ExprPtr right) {
  return left == right || (left != nullptr && right != nullptr && is_same(*left, *right));
}

template <class T>
bool same(const List<T>& left, const List<T>& right) {
  const auto pair_is_same = [](const T& mine, const T& other) {
    if constexpr (std::is_same_v<T, ExprPtr>)
      return same(mine, other);
    else
      return mine == other;
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), pair_is_same);
}

bool same(const Literal& left, const Literal& right) { return left.value == right.value; }
bool same(Variable left, Variable right) { return left == right; }
bool same(const If& left, const If& right) {
  return same(left.test, right.test) && same(left.then, right.then) &&
         same(left.otherwise, right.otherwise);
}
bool same(const And& left, const And& right) {
  return same(left.left, right.left) && same(left.right, right.right);
}
bool same(const Or& left, const Or& right) {
  return same(left.left, right.left) && same(left.right, right.right);
}
bool same(const Unary& left, const Unary& right) {
  return left.op == right.op && same(left.operand, right.operand);
}
bool same(const Binary& left, const Binary& right) {
  return left.op == right.op && same(left.left, right.left) && same(left.right, right.right);
}
bool same(const Call& left, const Call& right) {
  return left.function == right.function && same(left.arguments, right.arguments);
}
bool same(const Get& left, const Get& right) {
  return left.name == right.name && same(left.of, right.of);
}
bool same(const Has& left, const Has& right) {
  return same(left.path, right.path) && same(left.of, right.of);
}
bool same(const Like& left, const Like& right) {
  return same(left.pieces, right.pieces) && same(left.text, right.text);
}
bool same(const Is& left, const Is& right) {
  return left.type == right.type && same(left.entity, right.entity) && same(left.in, right.in);
}
bool same(const SetOf& left, const SetOf& right) { return same(left.members, right.members); }

// Whatever the order of the fields; names are unique.
bool same(const RecordOf& left, const RecordOf& right) {
  const auto is_in_right = [&right](const RecordField& field) {
    return std::any_of(right.fields.begin(), right.fields.end(), [&field](const auto& other) {
      return field.name == other.name && same(field.value, other.value);
    });
  };
  return left.fields.size() == right.fields.size() &&
         std::all_of(left.fields.begin(), left.fields.end(), is_in_right);
}

} // namespace

bool is_same(const Expr& left, const Expr& right) {
  if (left.node.index() != right.node.index() || left.depth != right.depth) return false;
  return std::visit(
      [&right](const auto& node) {
        return same(node, std::get<std::decay_t<decltype(node)>>(right.node));
      },
      left.node);
}

bool operator==(const Capability& left, const Capability& right) {
  return left.attribute == right.attribute && same(left.tag, right.tag) && same(left.of, right.of);
}

bool Capabilities::contains(const Capability& capability) const {
  return std::find(items_.begin(), items_.end(), capability) != items_.end();
}

Capabilities operator|(const Capabilities& left, const Capabilities& right) {
  const auto [smaller, larger] = left.items_.size() < right.items_.size()
                                     ? std::pair(&left, &right)
                                     : std::pair(&right, &left);
  auto both = *larger;
  for (const auto& one : smaller->items_)
    if (!larger->contains(one)) both.items_.push_back(one);
  return both;
}

Capabilities operator&(const Capabilities& left, const Capabilities& right) {
  Capabilities both;
  for (const auto& one : left.items_)
    if (right.contains(one)) both.items_.push_back(one);
  return both;
}

} // namespace lv::cedar
