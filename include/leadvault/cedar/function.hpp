// The functions and methods of Cedar's extension types. Source: docs.cedarpolicy.com, "Operators
// and functions". What the core language has (contains, isEmpty, getTag, ...) is in expr.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lv::cedar {

enum class Function : std::uint8_t {
  // functions: one string
  decimal,
  ip,
  datetime,
  duration,
  // methods
  less_than,
  less_than_or_equal,
  greater_than,
  greater_than_or_equal, // of decimals
  is_ipv4,
  is_ipv6,
  is_loopback,
  is_multicast,
  is_in_range,
  offset,
  duration_since,
  to_date,
  to_time, // of datetimes
  to_milliseconds,
  to_seconds,
  to_minutes,
  to_hours,
  to_days // of durations
};

inline constexpr std::size_t function_count = 22;

enum class CallStyle : std::uint8_t { function, method };

std::optional<Function> function_named(std::string_view name);
std::string_view function_name(Function function);
CallStyle call_style(Function function);
std::size_t arity(Function function); // the receiver of a method included

} // namespace lv::cedar
