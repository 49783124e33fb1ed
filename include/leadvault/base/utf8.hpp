// UTF-8 well-formedness (Unicode 15, table 3-7): no overlong forms, no surrogates, no value beyond
// U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace lv {

// Bytes of the well-formed sequence that `text` begins with; 0 when it begins with none.
constexpr std::size_t utf8_sequence(std::string_view text) {
  const auto byte = [text](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto within = [](unsigned value, unsigned low, unsigned high) {
    return value >= low && value <= high;
  };
  const unsigned lead = byte(0);
  if (text.empty()) return 0;
  if (lead < 0x80) return 1;
  if (within(lead, 0xc2, 0xdf)) return within(byte(1), 0x80, 0xbf) ? 2 : 0;
  if (within(lead, 0xe0, 0xef)) {
    const unsigned low = lead == 0xe0 ? 0xa0 : 0x80;
    const unsigned high = lead == 0xed ? 0x9f : 0xbf;
    return within(byte(1), low, high) && within(byte(2), 0x80, 0xbf) ? 3 : 0;
  }
  if (within(lead, 0xf0, 0xf4)) {
    const unsigned low = lead == 0xf0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xf4 ? 0x8f : 0xbf;
    const bool tail = within(byte(2), 0x80, 0xbf) && within(byte(3), 0x80, 0xbf);
    return within(byte(1), low, high) && tail ? 4 : 0;
  }
  return 0;
}

} // namespace lv
