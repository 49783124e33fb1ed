// The ordering part of a UUIDv7: 48 bits of milliseconds, then 12 bits of counter (RFC 9562
// §6.2 method 1). Pure, so that tests can stop and turn back the clock.
#pragma once

#include <algorithm>
#include <cstdint>

namespace lv {

// The state after `last`: always greater. A new millisecond starts the counter at 11 random bits;
// a full counter carries into the milliseconds, which RFC 9562 permits.
constexpr std::uint64_t next_uuid_state(std::uint64_t last, std::uint64_t now_ms,
                                        std::uint16_t random) {
  const std::uint64_t fresh = (now_ms << 12) | (random & 0x7ffU);
  return std::max(fresh, last + 1);
}

} // namespace lv
