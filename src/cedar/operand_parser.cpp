// The operands of an expression: signs, literals, names, calls, attributes, sets and records.
#include "cedar/digits.hpp"
#include "cedar/expr_parser.hpp"

#include <array>
#include <unordered_set>

namespace lv::cedar {

namespace {

constexpr std::size_t signs_max = 4; // of one kind; the grammar knows no mixture
constexpr std::uint64_t long_max = 0x7fff'ffff'ffff'ffff;

std::optional<std::uint64_t> magnitude_of(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char digit : digits) {
    const auto step = static_cast<std::uint64_t>(digit - '0');
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, step, &value))
      return std::nullopt;
  }
  return value;
}

} // namespace

ExprParser::Parsed ExprParser::unary() {
  const auto first = cursor_.peek();
  if (first.is("-")) return negated(first);
  std::size_t signs = 0;
  while (cursor_.accept("!")) ++signs;
  if (signs > signs_max) return cursor_.fail(cursor_.since(first), "more than four `!` in a row");
  auto parsed = member();
  for (; parsed && signs > 0; --signs) {
    parsed = make(Unary{UnaryOp::negate_bool, *parsed}, first);
  }
  return parsed;
}

// A minus before a number belongs to it: the least long has no positive counterpart.
ExprParser::Parsed ExprParser::negated(const Token& first) {
  std::size_t signs = 0;
  while (cursor_.accept("-")) ++signs;
  if (signs > signs_max) return cursor_.fail(cursor_.since(first), "more than four `-` in a row");
  const auto& after = cursor_.peek(1);
  const bool is_plain = !after.is(".") && !after.is("[") && !after.is("(");
  Parsed parsed = nullptr;
  if (cursor_.peek().kind == TokenKind::number && is_plain) {
    const auto magnitude = magnitude_of(cursor_.peek().text);
    if (!magnitude || *magnitude > long_max + 1) {
      return cursor_.fail(cursor_.peek().where, "a number below -9223372036854775808");
    }
    cursor_.next();
    const auto value = static_cast<std::int64_t>(0 - *magnitude);
    parsed = make(Literal{Value(value)}, first);
    --signs;
  } else {
    parsed = member();
  }
  for (; parsed && signs > 0; --signs) {
    parsed = make(Unary{UnaryOp::negate_long, *parsed}, first);
  }
  return parsed;
}

ExprParser::Parsed ExprParser::member() {
  const auto first = cursor_.peek();
  auto parsed = primary();
  while (parsed) {
    if (cursor_.accept(".")) {
      const auto name = cursor_.peek();
      LV_CHECK(parse_identifier(cursor_, "the name of an attribute or method"));
      parsed = cursor_.at("(") ? method_call(*parsed, name, first)
                               : make(Get{*parsed, arena_.keep(name.text)}, first);
    } else if (cursor_.accept("[")) {
      LV_TRY(name, parse_string(cursor_, arena_, "the name of an attribute, a string"));
      LV_CHECK(cursor_.expect("]"));
      parsed = make(Get{*parsed, name}, first);
    } else if (cursor_.at("(")) {
      return cursor_.fail(cursor_.peek().where, "only functions and methods can be called");
    } else {
      return parsed;
    }
  }
  return parsed;
}

ExprParser::Parsed ExprParser::primary() {
  const auto first = cursor_.peek();
  switch (first.kind) {
  case TokenKind::number:
    cursor_.next();
    return number(first);
  case TokenKind::string: {
    LV_TRY(text, parse_string(cursor_, arena_, "a string"));
    return make(Literal{Value(text)}, first);
  }
  case TokenKind::identifier:
    return named();
  default:
    break;
  }
  if (cursor_.accept("(")) {
    LV_TRY(inner, expression());
    LV_CHECK(cursor_.expect(")"));
    return inner;
  }
  if (first.is("[")) return set();
  if (first.is("{")) return record();
  if (first.is("?")) {
    return cursor_.fail(first.where, "a slot stands in the scope only, not in a condition");
  }
  return cursor_.expected("an expression");
}

ExprParser::Parsed ExprParser::number(const Token& token) {
  const auto magnitude = magnitude_of(token.text);
  if (!magnitude || *magnitude > long_max) {
    return cursor_.fail(token.where, "a number above 9223372036854775807");
  }
  return make(Literal{Value(static_cast<std::int64_t>(*magnitude))}, token);
}

// A variable, a constant, an entity, or a function that is called.
ExprParser::Parsed ExprParser::named() {
  const auto first = cursor_.peek();
  if (first.is("true") || first.is("false")) {
    cursor_.next();
    return make(Literal{Value(first.is("true"))}, first);
  }
  LV_TRY(path, parse_path(cursor_, arena_, "an expression"));
  if (cursor_.accept("::")) {
    LV_TRY(id, parse_string(cursor_, arena_, "the id of an entity, a string"));
    return make(Literal{Value(EntityUid{path, id})}, first);
  }
  if (cursor_.at("(")) {
    if (path == first.text) return function_call(first);
    return cursor_.fail(first.where, "`" + std::string(path) + "` is no function");
  }
  for (const auto variable :
       {Variable::principal, Variable::action, Variable::resource, Variable::context}) {
    if (path == variable_name(variable)) return make(variable, first);
  }
  return cursor_.fail(cursor_.since(first), "`" + std::string(path) +
                                                "` is not principal, action, resource or context, "
                                                "nor an entity such as User::\"alice\"");
}

ExprParser::Parsed ExprParser::function_call(const Token& name) {
  cursor_.next();
  LV_TRY(arguments, list(")"));
  const auto function = function_named(name.text);
  if (!function || call_style(*function) != CallStyle::function) {
    return cursor_.fail(name.where, "`" + std::string(name.text) +
                                        "` is no function: there are decimal, ip, datetime and "
                                        "duration; methods are called as value.method(...)");
  }
  return make(Call{*function, arena_.keep(arguments)}, name);
}

ExprParser::Parsed ExprParser::method_call(ExprPtr receiver, const Token& name,
                                           const Token& first) {
  cursor_.next();
  LV_TRY(rest, list(")"));
  const auto function = function_named(name.text);
  if (!function) return built_in(receiver, name, arena_.keep(rest), first);
  if (call_style(*function) != CallStyle::method) {
    return cursor_.fail(name.where, "`" + std::string(name.text) +
                                        "` is a function, not a method: call it as " +
                                        std::string(name.text) + "(\"...\")");
  }
  std::vector<ExprPtr> arguments = {receiver};
  arguments.insert(arguments.end(), rest.begin(), rest.end());
  return make(Call{*function, arena_.keep(arguments)}, first);
}

ExprParser::Parsed ExprParser::built_in(ExprPtr receiver, const Token& name,
                                        const List<ExprPtr>& arguments, const Token& first) {
  constexpr std::array<std::pair<std::string_view, BinaryOp>, 5> methods = {{
      {"contains", BinaryOp::contains},
      {"containsAll", BinaryOp::contains_all},
      {"containsAny", BinaryOp::contains_any},
      {"hasTag", BinaryOp::has_tag},
      {"getTag", BinaryOp::get_tag},
  }};
  const auto takes = [&](std::size_t count) -> Checked<void> {
    if (arguments.size() == count) return {};
    return cursor_.fail(name.where, "`" + std::string(name.text) + "` takes " +
                                        std::to_string(count) + " argument(s), found " +
                                        std::to_string(arguments.size()));
  };
  if (name.text == "isEmpty") {
    LV_CHECK(takes(0));
    return make(Unary{UnaryOp::is_empty, receiver}, first);
  }
  for (const auto& [method, op] : methods) {
    if (name.text != method) continue;
    LV_CHECK(takes(1));
    return binary(op, receiver, arguments[0], first);
  }
  return cursor_.fail(name.where, "`" + std::string(name.text) + "` is no method");
}

// What stands between brackets up to `end`, which is taken; a last comma may follow.
Checked<std::vector<ExprPtr>> ExprParser::list(std::string_view end) {
  std::vector<ExprPtr> items;
  while (!cursor_.accept(end)) {
    LV_TRY(item, expression());
    items.push_back(item);
    if (cursor_.at(end)) continue;
    LV_CHECK(cursor_.expect(","));
  }
  return items;
}

ExprParser::Parsed ExprParser::set() {
  const auto first = cursor_.next();
  LV_TRY(members, list("]"));
  return make(SetOf{arena_.keep(members)}, first);
}

Checked<RecordField> ExprParser::field() {
  constexpr std::string_view what = "the name of an attribute";
  RecordField field{};
  if (cursor_.peek().kind == TokenKind::string) {
    LV_TRY(name, parse_string(cursor_, arena_, what));
    field.name = name;
  } else {
    LV_TRY(name, parse_identifier(cursor_, what));
    field.name = arena_.keep(name);
  }
  LV_CHECK(cursor_.expect(":"));
  LV_TRY(value, expression());
  field.value = value;
  return field;
}

ExprParser::Parsed ExprParser::record() {
  const auto first = cursor_.next();
  std::vector<RecordField> fields;
  std::unordered_set<std::string_view> names;
  while (!cursor_.accept("}")) {
    const auto name = cursor_.peek();
    LV_TRY(next, field());
    if (!names.insert(next.name).second) {
      return cursor_.fail(name.where, "the attribute " + std::string(name.text) + " stands twice");
    }
    fields.push_back(next);
    if (cursor_.at("}")) continue;
    LV_CHECK(cursor_.expect(","));
  }
  return make(RecordOf{arena_.keep(fields)}, first);
}

} // namespace lv::cedar
