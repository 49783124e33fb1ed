// From the weakest operator to the strongest: if, ||, &&, relations, + -, *, unary.
#include "cedar/expr_parser.hpp"

#include "cedar/unescape.hpp"

#include "leadvault/base/limits.hpp"
#include "leadvault/cedar/children.hpp"

namespace lv::cedar {

ExprParser::Parsed ExprParser::make(Expr::Node node, const Token& first) {
  Expr expr{node, cursor_.since(first), 1};
  for_each_child(expr, [&expr](const Expr& child) {
    expr.depth = std::max(expr.depth, static_cast<std::uint16_t>(child.depth + 1));
  });
  if (expr.depth > limits::cedar_tree_depth_max) {
    return cursor_.fail(expr.where, "an expression of more than 1000 operators in each other");
  }
  return arena_.make(expr);
}

ExprParser::Parsed ExprParser::binary(BinaryOp op, ExprPtr left, ExprPtr right,
                                      const Token& first) {
  return make(Binary{op, left, right}, first);
}

Checked<ExprPtr> ExprParser::expression() {
  if (nesting_ == limits::cedar_depth_max) {
    return cursor_.fail(cursor_.peek().where, "an expression nested more than 256 deep");
  }
  ++nesting_;
  const auto first = cursor_.peek();
  auto parsed = first.is("if") ? conditional(first) : disjunction();
  --nesting_;
  return parsed;
}

ExprParser::Parsed ExprParser::conditional(const Token& first) {
  cursor_.next();
  LV_TRY(test, expression());
  LV_CHECK(cursor_.expect("then"));
  LV_TRY(then, expression());
  LV_CHECK(cursor_.expect("else"));
  LV_TRY(otherwise, expression());
  return make(If{test, then, otherwise}, first);
}

ExprParser::Parsed ExprParser::disjunction() {
  const auto first = cursor_.peek();
  auto left = conjunction();
  while (left && cursor_.accept("||")) {
    LV_TRY(right, conjunction());
    left = make(Or{*left, right}, first);
  }
  return left;
}

ExprParser::Parsed ExprParser::conjunction() {
  const auto first = cursor_.peek();
  auto left = relation();
  while (left && cursor_.accept("&&")) {
    LV_TRY(right, relation());
    left = make(And{*left, right}, first);
  }
  return left;
}

namespace {

std::optional<BinaryOp> relation_of(const Token& token) {
  constexpr std::array<std::pair<std::string_view, BinaryOp>, 7> relations = {{
      {"==", BinaryOp::equal},
      {"!=", BinaryOp::not_equal},
      {"<", BinaryOp::less},
      {"<=", BinaryOp::less_equal},
      {">", BinaryOp::greater},
      {">=", BinaryOp::greater_equal},
      {"in", BinaryOp::in},
  }};
  for (const auto& [word, op] : relations)
    if (token.is(word)) return op;
  return std::nullopt;
}

bool is_relation(const Token& token) {
  return relation_of(token) || token.is("has") || token.is("like") || token.is("is");
}

} // namespace

ExprParser::Parsed ExprParser::relation() {
  const auto first = cursor_.peek();
  auto parsed = sum();
  if (!parsed) return parsed;
  if (const auto op = relation_of(cursor_.peek())) {
    cursor_.next();
    LV_TRY(right, sum());
    parsed = binary(*op, *parsed, right, first);
  } else if (cursor_.accept("has")) {
    parsed = has(*parsed, first);
  } else if (cursor_.accept("like")) {
    parsed = like(*parsed, first);
  } else if (cursor_.accept("is")) {
    parsed = is(*parsed, first);
  }
  if (parsed && is_relation(cursor_.peek())) {
    return cursor_.fail(cursor_.peek().where, "comparisons do not chain: use brackets or `&&`");
  }
  return parsed;
}

ExprParser::Parsed ExprParser::has(ExprPtr of, const Token& first) {
  std::vector<std::string_view> path;
  constexpr std::string_view what = "the name of an attribute";
  if (cursor_.peek().kind == TokenKind::string) {
    LV_TRY(name, parse_string(cursor_, arena_, what));
    path.push_back(name);
  } else {
    do {
      LV_TRY(name, parse_identifier(cursor_, what));
      path.push_back(arena_.keep(name));
    } while (cursor_.accept("."));
  }
  return make(Has{of, arena_.keep(path)}, first);
}

ExprParser::Parsed ExprParser::like(ExprPtr text, const Token& first) {
  const auto& token = cursor_.peek();
  if (token.kind != TokenKind::string) return cursor_.expected("a pattern, which is a string");
  const auto pieces = unescape_pattern(token.text);
  if (!pieces) return cursor_.fail(token.where, pieces.error().what());
  cursor_.next();
  std::vector<std::string_view> kept;
  for (const auto& piece : *pieces) kept.push_back(arena_.keep(piece));
  return make(Like{text, arena_.keep(kept)}, first);
}

ExprParser::Parsed ExprParser::is(ExprPtr entity, const Token& first) {
  LV_TRY(type, parse_path(cursor_, arena_, "the type of an entity"));
  ExprPtr in = nullptr;
  if (cursor_.accept("in")) {
    LV_TRY(ancestors, sum());
    in = ancestors;
  }
  return make(Is{entity, type, in}, first);
}

ExprParser::Parsed ExprParser::sum() {
  const auto first = cursor_.peek();
  auto left = product();
  while (left && (cursor_.at("+") || cursor_.at("-"))) {
    const auto op = cursor_.next().is("+") ? BinaryOp::add : BinaryOp::subtract;
    LV_TRY(right, product());
    left = binary(op, *left, right, first);
  }
  return left;
}

ExprParser::Parsed ExprParser::product() {
  const auto first = cursor_.peek();
  auto left = unary();
  while (left && cursor_.accept("*")) {
    LV_TRY(right, unary());
    left = binary(BinaryOp::multiply, *left, right, first);
  }
  if (left && (cursor_.at("/") || cursor_.at("%"))) {
    return cursor_.fail(cursor_.peek().where, "Cedar divides by nothing: there is no / and no %");
  }
  return left;
}

} // namespace lv::cedar
