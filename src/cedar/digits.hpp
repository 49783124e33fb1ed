// Taking signs, digits and characters from the front of a text.
#pragma once

#include <cstdint>
#include <string_view>

namespace lv::cedar {

enum class Sign : std::uint8_t { plus, minus };
enum class Fits : std::uint8_t { yes, no };

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Whether `wanted` stood there, which is taken.
inline bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

inline Sign take_sign(std::string_view& text) { return take(text, '-') ? Sign::minus : Sign::plus; }

inline std::string_view take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const auto digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

// value * 10 + digit, or - digit: what is negative is built downwards, for there is one more.
inline Fits append_digit(std::int64_t& value, char digit, Sign sign) {
  const std::int64_t step = sign == Sign::minus ? -(digit - '0') : digit - '0';
  const bool over =
      __builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, step, &value);
  return over ? Fits::no : Fits::yes;
}

} // namespace lv::cedar
