// Time: microseconds since 1970 UTC, and where it comes from. RFC 3339 text with microseconds.
// Clocks are owned by app or a test and thread safe; nothing here knows of time zones.
#pragma once

#include "leadvault/base/result.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace lv {

struct Time {
  std::int64_t us = 0; // 0 = "none" in formats
  auto operator<=>(const Time&) const = default;
};

std::string to_text(Time time);               // 2026-11-22T22:40:27.123456Z
Result<Time> parse_time(std::string_view text); // RFC 3339 with offset; years 1970 to 9999

// Wall clock and monotonic clock. Implementations are thread safe.
class Clock {
public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
  virtual std::int64_t monotonic_us() const = 0;
};

class SystemClock final : public Clock {
public:
  Time now() const override;
  std::int64_t monotonic_us() const override;
};

} // namespace lv
