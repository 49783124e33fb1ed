// ExprParser: tokens become an expression, by recursive descent. Bounded: brackets may nest
// limits::cedar_depth_max deep, and no tree is deeper than limits::cedar_tree_depth_max.
#pragma once

#include "cedar/names.hpp"

#include "leadvault/base/result.hpp"
#include "leadvault/cedar/expr.hpp"

namespace lv::cedar {

class ExprParser {
public:
  ExprParser(TokenCursor& cursor, Arena& arena) : cursor_(cursor), arena_(arena) {}

  Checked<ExprPtr> expression();

private:
  using Parsed = Checked<ExprPtr>;

  Parsed conditional(const Token& first);
  Parsed disjunction();
  Parsed conjunction();
  Parsed relation();
  Parsed sum();
  Parsed product();
  Parsed unary();
  Parsed negated(const Token& first);
  Parsed member();
  Parsed primary();

  Parsed has(ExprPtr of, const Token& first);
  Parsed like(ExprPtr text, const Token& first);
  Parsed is(ExprPtr entity, const Token& first);

  Parsed number(const Token& token);
  Parsed named();
  Parsed function_call(const Token& name);
  Parsed method_call(ExprPtr receiver, const Token& name, const Token& first);
  Parsed built_in(ExprPtr receiver, const Token& name, const List<ExprPtr>& arguments,
                  const Token& first);
  Parsed set();
  Parsed record();
  Checked<RecordField> field();
  Checked<std::vector<ExprPtr>> list(std::string_view end);

  // The node as an expression from `first` to the last token taken, unless it is too deep.
  Parsed make(Expr::Node node, const Token& first);
  Parsed binary(BinaryOp op, ExprPtr left, ExprPtr right, const Token& first);

  TokenCursor& cursor_;
  Arena& arena_;
  std::size_t nesting_ = 0;
};

} // namespace lv::cedar
