#include "leadvault/cedar/function.hpp"

#include <algorithm>
#include <array>

namespace lv::cedar {

namespace {

struct Signature {
  std::string_view name;
  CallStyle style;
  std::size_t arity;
};

constexpr auto as_function = CallStyle::function;
constexpr auto as_method = CallStyle::method;

// In the order of Function.
constexpr std::array<Signature, function_count> signatures = {{
    {"decimal", as_function, 1},     {"ip", as_function, 1},
    {"datetime", as_function, 1},    {"duration", as_function, 1},
    {"lessThan", as_method, 2},      {"lessThanOrEqual", as_method, 2},
    {"greaterThan", as_method, 2},   {"greaterThanOrEqual", as_method, 2},
    {"isIpv4", as_method, 1},        {"isIpv6", as_method, 1},
    {"isLoopback", as_method, 1},    {"isMulticast", as_method, 1},
    {"isInRange", as_method, 2},     {"offset", as_method, 2},
    {"durationSince", as_method, 2}, {"toDate", as_method, 1},
    {"toTime", as_method, 1},        {"toMilliseconds", as_method, 1},
    {"toSeconds", as_method, 1},     {"toMinutes", as_method, 1},
    {"toHours", as_method, 1},       {"toDays", as_method, 1},
}};

const Signature& signature_of(Function function) {
  return signatures[static_cast<std::size_t>(function)];
}

} // namespace

std::optional<Function> function_named(std::string_view name) {
  const auto found =
      std::find_if(signatures.begin(), signatures.end(),
                   [name](const Signature& signature) { return signature.name == name; });
  if (found == signatures.end()) return std::nullopt;
  return static_cast<Function>(found - signatures.begin());
}

std::string_view function_name(Function function) { return signature_of(function).name; }
CallStyle call_style(Function function) { return signature_of(function).style; }
std::size_t arity(Function function) { return signature_of(function).arity; }

} // namespace lv::cedar
