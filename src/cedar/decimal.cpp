#include "cedar/digits.hpp"
#include "cedar/extension.hpp"

namespace lv::cedar {

std::optional<Decimal> parse_decimal(std::string_view text) {
  const auto sign = take_sign(text);
  const auto whole = take_digits(text);
  if (whole.empty() || !take(text, '.')) return std::nullopt;
  const auto fraction = take_digits(text);
  if (fraction.empty() || fraction.size() > 4 || !text.empty()) return std::nullopt;
  std::int64_t value = 0;
  const auto add = [&value, sign](char digit) { return append_digit(value, digit, sign); };
  for (const char digit : whole)
    if (add(digit) == Fits::no) return std::nullopt;
  for (std::size_t place = 0; place < 4; ++place)
    if (add(place < fraction.size() ? fraction[place] : '0') == Fits::no) return std::nullopt;
  return Decimal{value};
}

} // namespace lv::cedar
