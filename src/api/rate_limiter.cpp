#include "api/rate_limiter.hpp"

#include <algorithm>

namespace lv::api {
namespace {

constexpr std::int64_t minute_us = 60'000'000;
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

RateLimiter::Bucket& RateLimiter::refilled(PrincipalId principal, Quota quota) {
  const auto now = clock_.monotonic_us();
  const auto [at, is_new] = buckets_.try_emplace(principal);
  if (is_new) {
    at->second.requests = {per_minute(Quota::requests) * minute_us, now};
    at->second.records = {per_minute(Quota::records) * minute_us, now};
  }
  auto& bucket = quota == Quota::requests ? at->second.requests : at->second.records;
  const auto elapsed = std::clamp<std::int64_t>(now - bucket.at_us, 0, minute_us);
  const auto full = per_minute(quota) * minute_us;
  bucket.level = std::min(full, bucket.level + elapsed * per_minute(quota));
  bucket.at_us = now;
  return bucket;
}

Result<void> RateLimiter::take(PrincipalId principal, Quota quota, std::int64_t count) {
  const std::lock_guard lock(mutex_);
  auto& bucket = refilled(principal, quota);
  if (bucket.level < count * minute_us)
    return LV_FAIL(rate_limited, "the quota of this principal is used up; see Retry-After");
  bucket.level -= count * minute_us;
  return {};
}

std::int64_t RateLimiter::left(PrincipalId principal, Quota quota) {
  const std::lock_guard lock(mutex_);
  return refilled(principal, quota).level / minute_us;
}

std::int64_t RateLimiter::wait_locked_s(PrincipalId principal, Quota quota, std::int64_t count) {
  const auto missing = count * minute_us - refilled(principal, quota).level;
  if (missing <= 0) return 0;
  const auto per_second = per_minute(quota) * 1'000'000;
  return (missing + per_second - 1) / per_second;
}

std::int64_t RateLimiter::wait_s(PrincipalId principal, Quota quota, std::int64_t count) {
  const std::lock_guard lock(mutex_);
  return wait_locked_s(principal, quota, count);
}

std::string RateLimiter::standing(PrincipalId principal) {
  const std::lock_guard lock(mutex_);
  std::string text;
  for (const auto quota : {Quota::requests, Quota::records}) {
    if (!text.empty()) text += ", ";
    text += quota == Quota::requests ? "\"requests\";r=" : "\"records\";r=";
    text += std::to_string(refilled(principal, quota).level / minute_us);
    text += ";t=" + std::to_string(wait_locked_s(principal, quota, per_minute(quota)));
  }
  return text;
}

} // namespace lv::api
