#include "api/failed_logins.hpp"

#include <algorithm>
#include <utility>

namespace lv::api {

std::optional<std::uint64_t> FailedLogins::admit() {
  constexpr std::int64_t cost_us = minute_us / entries_per_minute;
  const std::lock_guard lock(mutex_);
  const auto now = clock_.monotonic_us();
  level_us_ = std::min(minute_us, level_us_ + std::max<std::int64_t>(0, now - at_us_));
  at_us_ = now;
  if (level_us_ < cost_us) {
    ++counted_;
    return std::nullopt;
  }
  level_us_ -= cost_us;
  return std::exchange(counted_, 0);
}

} // namespace lv::api
