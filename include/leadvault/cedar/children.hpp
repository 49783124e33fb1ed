// The expressions that an expression is made of, in the order written: the step of every walk over
// a tree. Owns nothing, thread safe; never looks deeper than one level.
#pragma once

#include "leadvault/cedar/expr.hpp"

namespace lv::cedar {

template <class Visit>
class ChildVisitor {
public:
  explicit ChildVisitor(Visit& visit) : visit_(visit) {}

  void operator()(const Literal&) const {}
  void operator()(const Variable&) const {}
  void operator()(const If& node) const {
    one(node.test);
    one(node.then);
    one(node.otherwise);
  }
  void operator()(const And& node) const { both(node); }
  void operator()(const Or& node) const { both(node); }
  void operator()(const Unary& node) const { one(node.operand); }
  void operator()(const Binary& node) const { both(node); }
  void operator()(const Call& node) const { all(node.arguments); }
  void operator()(const Get& node) const { one(node.of); }
  void operator()(const Has& node) const { one(node.of); }
  void operator()(const Like& node) const { one(node.text); }
  void operator()(const Is& node) const {
    one(node.entity);
    one(node.in);
  }
  void operator()(const SetOf& node) const { all(node.members); }
  void operator()(const RecordOf& node) const {
    for (const auto& field : node.fields) one(field.value);
  }

private:
  void one(ExprPtr child) const {
    if (child != nullptr) visit_(*child);
  }
  template <class Node>
  void both(const Node& node) const {
    one(node.left);
    one(node.right);
  }
  void all(const List<ExprPtr>& list) const {
    for (const auto child : list) one(child);
  }

  Visit& visit_;
};

// Calls `visit` with each.
template <class Visit>
void for_each_child(const Expr& expr, Visit visit) {
  std::visit(ChildVisitor<Visit>(visit), expr.node);
}

} // namespace lv::cedar
