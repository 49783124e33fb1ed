#include "api/rate_limiter.hpp"

#include <algorithm>
#include <array>

namespace lv::api {
namespace {

constexpr std::int64_t minute_us = 60'000'000;
constexpr std::array both_quotas{Quota::requests, Quota::records};
constexpr std::int64_t most_per_minute = 10'000'000; // keeps every product below within int64

} // namespace

RateLimiter::RateLimiter(RateLimits limits, const Clock& clock) : limits_(limits), clock_(clock) {
  limits_.requests_per_minute =
      std::clamp<std::int64_t>(limits.requests_per_minute, 1, most_per_minute);
  // A full batch must fit, or it could never be answered.
  limits_.records_per_minute = std::clamp<std::int64_t>(
      limits.records_per_minute, static_cast<std::int64_t>(limits::batch_get_max), most_per_minute);
  policy_ = "\"requests\";q=" + std::to_string(limits_.requests_per_minute) +
            ";w=60, \"records\";q=" + std::to_string(limits_.records_per_minute) + ";w=60";
}

std::int64_t RateLimiter::per_minute(Quota quota) const {
  return quota == Quota::requests ? limits_.requests_per_minute : limits_.records_per_minute;
}

RateLimiter::Buckets& RateLimiter::refilled(PrincipalId principal) {
  const auto now = clock_.monotonic_us();
  const auto [at, is_new] = buckets_.try_emplace(principal);
  auto& buckets = at->second;
  const auto elapsed =
      is_new ? minute_us : std::clamp<std::int64_t>(now - buckets.at_us, 0, minute_us);
  for (const auto quota : both_quotas) {
    auto& level = buckets.level(quota);
    const auto rate = per_minute(quota);
    level = std::min(rate * minute_us, level + elapsed * rate);
  }
  buckets.at_us = now;
  return buckets;
}

Result<void> RateLimiter::take(PrincipalId principal, Quota quota, std::int64_t count) {
  const std::lock_guard lock(mutex_);
  auto& level = refilled(principal).level(quota);
  if (level < count * minute_us)
    return LV_FAIL(rate_limited, "the quota of this principal is used up; see Retry-After");
  level -= count * minute_us;
  return {};
}

void RateLimiter::give_back(PrincipalId principal, Quota quota, std::int64_t count) {
  const std::lock_guard lock(mutex_);
  auto& level = refilled(principal).level(quota);
  level = std::min(per_minute(quota) * minute_us, level + count * minute_us);
}

std::int64_t RateLimiter::seconds_until(std::int64_t count, Quota quota, std::int64_t level) const {
  const auto missing = count * minute_us - level;
  if (missing <= 0) return 0;
  const auto per_second = per_minute(quota) * 1'000'000;
  return (missing + per_second - 1) / per_second;
}

std::int64_t RateLimiter::wait_s(PrincipalId principal, Quota quota, std::int64_t count) {
  const std::lock_guard lock(mutex_);
  return seconds_until(count, quota, refilled(principal).level(quota));
}

std::string RateLimiter::standing(PrincipalId principal) {
  const std::lock_guard lock(mutex_);
  auto& buckets = refilled(principal);
  std::string text;
  text.reserve(64);
  for (const auto quota : both_quotas) {
    const auto level = buckets.level(quota);
    text += quota == Quota::requests ? "\"requests\";r=" : ", \"records\";r=";
    text += std::to_string(level / minute_us);
    text += ";t=";
    text += std::to_string(seconds_until(per_minute(quota), quota, level));
  }
  return text;
}

} // namespace lv::api
