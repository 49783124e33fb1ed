#include "tlog/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace lv::tlog {

namespace {

constexpr char32_t invalid = 0xffffffff;

// Takes one code point off the front; `invalid` for overlong, surrogate and out-of-range forms.
char32_t next_code_point(std::string_view& text) {
  const auto lead = static_cast<std::uint8_t>(text[0]);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xc2 ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf5 ? 4
                                           : 0;
  if (length == 0 || text.size() < length) return invalid;
  char32_t point = length == 1 ? lead : lead & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    if ((byte & 0xc0) != 0x80) return invalid;
    point = (point << 6) | (byte & 0x3fu);
  }
  static constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (point < least[length] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
    return invalid;
  text.remove_prefix(length);
  return point;
}

// Unicode property White_Space.
constexpr char32_t spaces[] = {0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000};

} // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty())
    if (next_code_point(text) == invalid) return false;
  return true;
}

bool has_unicode_space_or_control(std::string_view utf8) {
  while (!utf8.empty()) {
    const char32_t point = next_code_point(utf8);
    if (point < 0x20 || (point >= 0x2000 && point <= 0x200a)) return true;
    if (std::find(std::begin(spaces), std::end(spaces), point) != std::end(spaces)) return true;
  }
  return false;
}

} // namespace lv::tlog
