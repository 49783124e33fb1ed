// Calls of extension functions: what each takes and gives.
#include "cedar/extension.hpp"
#include "cedar/validate_checker.hpp"

namespace lv::cedar {

namespace {

struct Signature {
  TypePtr receiver; // the first argument
  TypePtr argument; // the second; null: there is none
  TypePtr result;
};

Signature signature_of(Function function) {
  using namespace types;
  switch (function) {
  case Function::decimal:
    return {&string, nullptr, &decimal};
  case Function::ip:
    return {&string, nullptr, &ip};
  case Function::datetime:
    return {&string, nullptr, &datetime};
  case Function::duration:
    return {&string, nullptr, &duration};
  case Function::less_than:
  case Function::less_than_or_equal:
  case Function::greater_than:
  case Function::greater_than_or_equal:
    return {&decimal, &decimal, &boolean};
  case Function::is_ipv4:
  case Function::is_ipv6:
  case Function::is_loopback:
  case Function::is_multicast:
    return {&ip, nullptr, &boolean};
  case Function::is_in_range:
    return {&ip, &ip, &boolean};
  case Function::offset:
    return {&datetime, &duration, &datetime};
  case Function::duration_since:
    return {&datetime, &datetime, &duration};
  case Function::to_date:
    return {&datetime, nullptr, &datetime};
  case Function::to_time:
    return {&datetime, nullptr, &duration};
  case Function::to_milliseconds:
  case Function::to_seconds:
  case Function::to_minutes:
  case Function::to_hours:
  case Function::to_days:
    break;
  }
  return {&duration, nullptr, &integer};
}

bool is_read_as(Function constructor, std::string_view text) {
  switch (constructor) {
  case Function::decimal:
    return parse_decimal(text).has_value();
  case Function::ip:
    return parse_ip(text).has_value();
  case Function::datetime:
    return parse_datetime(text).has_value();
  default:
    return parse_duration(text).has_value();
  }
}

std::string quoted_name(Function function) {
  return "`" + std::string(function_name(function)) + "`";
}

} // namespace

bool TypeChecker::takes(const Expr& at, const Call& node) {
  const auto count = arity(node.function);
  if (node.arguments.size() == count) return true;
  const std::size_t before = call_style(node.function) == CallStyle::method ? 1 : 0;
  findings_.add(at.where, "found " + std::to_string(node.arguments.size() - before) +
                              " argument(s) of " + quoted_name(node.function) + ", expected " +
                              std::to_string(count - before));
  return false;
}

// Only of a text that is written out is it known that it can be read.
bool TypeChecker::constructs(const Expr& at, const Call& node) {
  if (call_style(node.function) == CallStyle::method) return true;
  const auto name = quoted_name(node.function);
  const auto* literal = std::get_if<Literal>(&node.arguments[0]->node);
  if (literal == nullptr) {
    findings_.add(at.where, "found an expression in " + name + ", expected a string written out");
    return false;
  }
  const auto* text = literal->value.as<std::string_view>();
  if (text == nullptr || is_read_as(node.function, *text)) return true;
  findings_.add(at.where, "found a string that " + name + " cannot read");
  return false;
}

Checking TypeChecker::check(const Expr& at, const Call& node, const Capabilities& known) {
  const auto signature = signature_of(node.function);
  const bool is_sound = takes(at, node) && constructs(at, node);
  for (std::size_t place = 0; place < node.arguments.size(); ++place) {
    const auto& argument = *node.arguments[place];
    const auto found = check(argument, known).type;
    if (is_sound) expect(argument, found, place == 0 ? signature.receiver : signature.argument);
  }
  return {signature.result, {}};
}

} // namespace lv::cedar
