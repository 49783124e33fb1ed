// Outcome: what a caller gets of one field when its value is asked for: the value, a mask of it, or
// nothing. CallOutcome: whether it may take a whole action. Plain values, with the names that
// answers carry.
#pragma once

#include <cstdint>
#include <string_view>

namespace lv::policy {

// Ascending: each shows more than the one before.
enum class Outcome : std::uint8_t { withheld = 0, mask = 1, value = 2 };

constexpr std::string_view name_of(Outcome outcome) {
  if (outcome == Outcome::value) return "value";
  return outcome == Outcome::mask ? "mask" : "withheld";
}

enum class CallOutcome : std::uint8_t { denied = 0, permitted = 1 };

constexpr std::string_view name_of(CallOutcome outcome) {
  return outcome == CallOutcome::permitted ? "permitted" : "denied";
}

} // namespace lv::policy
