// Position: where an entry stands in the audit log, known the moment it is appended.
// 16 bits of node, 48 bits of that node's sequence; 0 means "none". Ordered within one node.
#pragma once

#include <compare>
#include <cstdint>

namespace lv {

struct Position {
  std::uint64_t value = 0;

  static constexpr Position of(std::uint16_t node, std::uint64_t sequence) {
    return {(static_cast<std::uint64_t>(node) << 48) | (sequence & 0xffff'ffff'ffffULL)};
  }
  constexpr std::uint16_t node() const { return static_cast<std::uint16_t>(value >> 48); }
  constexpr std::uint64_t sequence() const { return value & 0xffff'ffff'ffffULL; }
  auto operator<=>(const Position&) const = default;
};

} // namespace lv
