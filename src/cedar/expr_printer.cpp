#include "cedar/expr_printer.hpp"

#include "cedar/names.hpp"

#include "leadvault/cedar/print.hpp"

namespace lv::cedar {

namespace {

using Level = ExprPrinter::Level;

struct Operator {
  std::string_view text;
  Level level; // member: it is a method
};

Operator operator_of(BinaryOp op) {
  switch (op) {
  case BinaryOp::equal:
    return {"==", Level::relation};
  case BinaryOp::not_equal:
    return {"!=", Level::relation};
  case BinaryOp::less:
    return {"<", Level::relation};
  case BinaryOp::less_equal:
    return {"<=", Level::relation};
  case BinaryOp::greater:
    return {">", Level::relation};
  case BinaryOp::greater_equal:
    return {">=", Level::relation};
  case BinaryOp::in:
    return {"in", Level::relation};
  case BinaryOp::add:
    return {"+", Level::sum};
  case BinaryOp::subtract:
    return {"-", Level::sum};
  case BinaryOp::multiply:
    return {"*", Level::product};
  case BinaryOp::contains:
    return {"contains", Level::member};
  case BinaryOp::contains_all:
    return {"containsAll", Level::member};
  case BinaryOp::contains_any:
    return {"containsAny", Level::member};
  case BinaryOp::has_tag:
    return {"hasTag", Level::member};
  case BinaryOp::get_tag:
    break;
  }
  return {"getTag", Level::member};
}

Level stronger(Level level) { return static_cast<Level>(static_cast<int>(level) + 1); }

bool is_word(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto is_part = [is_letter](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  return !text.empty() && is_letter(text[0]) && std::all_of(text.begin(), text.end(), is_part) &&
         !is_reserved(text);
}

std::string name_of(std::string_view attribute) {
  return is_word(attribute) ? std::string(attribute) : quoted(attribute);
}

} // namespace

Level ExprPrinter::level_of(const Expr& expr) {
  if (std::holds_alternative<If>(expr.node)) return Level::any;
  if (std::holds_alternative<Or>(expr.node)) return Level::disjunction;
  if (std::holds_alternative<And>(expr.node)) return Level::conjunction;
  if (std::holds_alternative<Has>(expr.node)) return Level::relation;
  if (std::holds_alternative<Like>(expr.node)) return Level::relation;
  if (std::holds_alternative<Is>(expr.node)) return Level::relation;
  if (const auto* binary = std::get_if<Binary>(&expr.node)) return operator_of(binary->op).level;
  if (const auto* unary = std::get_if<Unary>(&expr.node)) {
    return unary->op == UnaryOp::is_empty ? Level::member : Level::unary;
  }
  if (const auto* literal = std::get_if<Literal>(&expr.node)) {
    const auto* number = literal->value.as<std::int64_t>();
    return number != nullptr && *number < 0 ? Level::unary : Level::primary;
  }
  return Level::member;
}

void ExprPrinter::print(const Expr& expr, Level place) {
  const bool bracketed = level_of(expr) < place;
  if (bracketed) out_.push_back('(');
  std::visit([this](const auto& alternative) { node(alternative); }, expr.node);
  if (bracketed) out_.push_back(')');
}

void ExprPrinter::node(const Literal& node) { out_.append(cedar::print(node.value)); }

void ExprPrinter::node(const Variable& node) { out_.append(variable_name(node)); }

void ExprPrinter::node(const If& node) {
  out_.append("if ");
  print(*node.test);
  out_.append(" then ");
  print(*node.then);
  out_.append(" else ");
  print(*node.otherwise);
}

void ExprPrinter::node(const And& node) {
  print(*node.left, Level::conjunction);
  out_.append(" && ");
  print(*node.right, Level::relation);
}

void ExprPrinter::node(const Or& node) {
  print(*node.left, Level::disjunction);
  out_.append(" || ");
  print(*node.right, Level::conjunction);
}

// A sign before a number is the number's, so that what is negated is bracketed.
void ExprPrinter::node(const Unary& node) {
  if (node.op == UnaryOp::is_empty) {
    method(*node.operand, "isEmpty");
    out_.append("()");
    return;
  }
  out_.push_back(node.op == UnaryOp::negate_bool ? '!' : '-');
  const auto* literal = std::get_if<Literal>(&node.operand->node);
  const bool is_number = literal != nullptr && literal->value.kind() == ValueKind::integer;
  if (is_number) out_.push_back('(');
  print(*node.operand, is_number ? Level::any : Level::member);
  if (is_number) out_.push_back(')');
}

void ExprPrinter::node(const Binary& node) {
  const auto [text, level] = operator_of(node.op);
  if (level == Level::member) {
    method(*node.left, text);
    out_.push_back('(');
    print(*node.right);
    out_.push_back(')');
    return;
  }
  // Relations do not chain; sums and products lean left.
  print(*node.left, level == Level::relation ? Level::sum : level);
  out_.append(" ").append(text).append(" ");
  print(*node.right, stronger(level));
}

void ExprPrinter::method(const Expr& receiver, std::string_view name) {
  print(receiver, Level::member);
  out_.append(".").append(name);
}

template <class Items>
void ExprPrinter::list(const Items& items) {
  for (auto item = items.begin(); item != items.end(); ++item) {
    if (item != items.begin()) out_.append(", ");
    print(**item);
  }
}

void ExprPrinter::node(const Call& node) {
  const auto name = function_name(node.function);
  auto arguments = node.arguments;
  if (call_style(node.function) == CallStyle::method) {
    method(*arguments[0], name);
    arguments = {arguments.begin() + 1, arguments.size() - 1};
  } else {
    out_.append(name);
  }
  out_.push_back('(');
  list(arguments);
  out_.push_back(')');
}

void ExprPrinter::node(const Get& node) {
  print(*node.of, Level::member);
  if (is_word(node.name)) {
    out_.append(".").append(node.name);
  } else {
    out_.append("[").append(quoted(node.name)).append("]");
  }
}

void ExprPrinter::node(const Has& node) {
  print(*node.of, Level::sum);
  out_.append(" has ");
  for (const auto& name : node.path) {
    if (&name != node.path.begin()) out_.push_back('.');
    out_.append(name_of(name));
  }
}

void ExprPrinter::node(const Like& node) {
  print(*node.text, Level::sum);
  out_.append(" like \"");
  for (const auto& piece : node.pieces) {
    if (&piece != node.pieces.begin()) out_.push_back('*');
    const auto text = quoted(piece);
    for (const char c : std::string_view(text).substr(1, text.size() - 2)) {
      if (c == '*') out_.push_back('\\');
      out_.push_back(c);
    }
  }
  out_.push_back('"');
}

void ExprPrinter::node(const Is& node) {
  print(*node.entity, Level::sum);
  out_.append(" is ").append(node.type);
  if (node.in == nullptr) return;
  out_.append(" in ");
  print(*node.in, Level::sum);
}

void ExprPrinter::node(const SetOf& node) {
  out_.push_back('[');
  list(node.members);
  out_.push_back(']');
}

void ExprPrinter::node(const RecordOf& node) {
  out_.push_back('{');
  for (const auto& [name, value] : node.fields) {
    if (&name != &node.fields.begin()->name) out_.append(", ");
    out_.append(name_of(name)).append(": ");
    print(*value);
  }
  out_.push_back('}');
}

} // namespace lv::cedar
