// Expr: a Cedar expression as it was written. Immutable; lies in its policy set's arena.
// One variant, walked with one switch: printer, evaluator and validator each have theirs.
#pragma once

#include "leadvault/cedar/function.hpp"
#include "leadvault/cedar/problem.hpp"
#include "leadvault/cedar/value.hpp"

namespace lv::cedar {

struct Expr;
using ExprPtr = const Expr*;

enum class Variable : std::uint8_t { principal, action, resource, context };
std::string_view variable_name(Variable variable);

enum class UnaryOp : std::uint8_t { negate_bool, negate_long, is_empty };

enum class BinaryOp : std::uint8_t {
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,
  add,
  subtract,
  multiply,
  contains,
  contains_all,
  contains_any,
  has_tag,
  get_tag
};

struct Literal {
  Value value; // boolean, integer, string or entity
};

struct If {
  ExprPtr test, then, otherwise;
};

struct And {
  ExprPtr left, right;
};

struct Or {
  ExprPtr left, right;
};

struct Unary {
  UnaryOp op;
  ExprPtr operand;
};

struct Binary {
  BinaryOp op;
  ExprPtr left, right;
};

// Of an extension; of a method the receiver is the first argument. The count of arguments is not
// checked before it is evaluated.
struct Call {
  Function function;
  List<ExprPtr> arguments;
};

struct Get {
  ExprPtr of;
  std::string_view name;
};

struct Has {
  ExprPtr of;
  List<std::string_view> path; // `x has a.b` is `x has a && x.a has b`
};

// The pieces between the stars: "a*b" is two, "*" is two empty ones.
struct Like {
  ExprPtr text;
  List<std::string_view> pieces;
};

struct Is {
  ExprPtr entity;
  std::string_view type;
  ExprPtr in; // null: `is` alone
};

struct SetOf {
  List<ExprPtr> members;
};

struct RecordField {
  std::string_view name;
  ExprPtr value;
};

struct RecordOf {
  List<RecordField> fields; // in the order written, names unique
};

struct Expr {
  using Node = std::variant<Literal, Variable, If, And, Or, Unary, Binary, Call, Get, Has, Like, Is,
                            SetOf, RecordOf>;
  Node node;
  Span where;              // of the policy text
  std::uint16_t depth = 1; // of the tree from here; at most limits::cedar_tree_depth_max
};

} // namespace lv::cedar
