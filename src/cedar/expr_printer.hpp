// ExprPrinter: an expression as text, with no more brackets than reading it back needs.
#pragma once

#include "leadvault/cedar/expr.hpp"

#include <string>

namespace lv::cedar {

class ExprPrinter {
public:
  explicit ExprPrinter(std::string& out) : out_(out) {}

  // From the weakest to the strongest: an operand that binds weaker than its place is bracketed.
  enum class Level {
    any,
    disjunction,
    conjunction,
    relation,
    sum,
    product,
    unary,
    member,
    primary
  };

  void print(const Expr& expr) { print(expr, Level::any); }

private:
  void print(const Expr& expr, Level place);
  static Level level_of(const Expr& expr);

  void node(const Literal& node);
  void node(const Variable& node);
  void node(const If& node);
  void node(const And& node);
  void node(const Or& node);
  void node(const Unary& node);
  void node(const Binary& node);
  void node(const Call& node);
  void node(const Get& node);
  void node(const Has& node);
  void node(const Like& node);
  void node(const Is& node);
  void node(const SetOf& node);
  void node(const RecordOf& node);

  void method(const Expr& receiver, std::string_view name);
  template <class Items>
  void list(const Items& items);

  std::string& out_;
};

} // namespace lv::cedar
