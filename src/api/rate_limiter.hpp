// RateLimiter: token buckets per principal, one for requests and one for decrypted records.
// Only authenticated principals get a bucket, so their number is bounded by the directory.
// Thread safe.
#pragma once

#include "leadvault/api/api.hpp"

#include <mutex>
#include <unordered_map>

namespace lv::api {

enum class Quota { requests, records };

class RateLimiter {
public:
  RateLimiter(RateLimits limits, const Clock& clock);

  // rate_limited when fewer than `count` are left; then nothing is taken.
  Result<void> take(PrincipalId principal, Quota quota, std::int64_t count);
  std::int64_t left(PrincipalId principal, Quota quota);
  // Seconds, rounded up, until `count` will be there.
  std::int64_t wait_s(PrincipalId principal, Quota quota, std::int64_t count);

  // RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers).
  std::string standing(PrincipalId principal);
  const std::string& policy() const { return policy_; }

private:
  struct Bucket {
    std::int64_t level = 0; // in millionths of a minute's share: count * 60'000'000
    std::int64_t at_us = 0; // monotonic
  };
  struct Buckets {
    Bucket requests;
    Bucket records;
  };

  std::int64_t per_minute(Quota quota) const;
  Bucket& refilled(PrincipalId principal, Quota quota);
  std::int64_t wait_locked_s(PrincipalId principal, Quota quota, std::int64_t count);

  RateLimits limits_;
  const Clock& clock_;
  std::string policy_;
  std::mutex mutex_;
  std::unordered_map<PrincipalId, Buckets, IdHash> buckets_;
};

} // namespace lv::api
