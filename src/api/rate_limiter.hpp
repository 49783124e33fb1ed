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
  // Of what was taken before: that it was not used. Never fills beyond a minute's share.
  void give_back(PrincipalId principal, Quota quota, std::int64_t count);
  // Seconds, rounded up, until `count` will be there.
  std::int64_t wait_s(PrincipalId principal, Quota quota, std::int64_t count);

  // RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers).
  std::string standing(PrincipalId principal);
  const std::string& policy() const { return policy_; }

private:
  struct Buckets { // levels in millionths of a minute's share: count * 60'000'000
    std::int64_t requests = 0;
    std::int64_t records = 0;
    std::int64_t at_us = 0; // monotonic: when they were filled to these levels

    std::int64_t& level(Quota quota) { return quota == Quota::requests ? requests : records; }
  };

  std::int64_t per_minute(Quota quota) const;
  Buckets& refilled(PrincipalId principal); // to what is there now
  std::int64_t seconds_until(std::int64_t count, Quota quota, std::int64_t level) const;

  RateLimits limits_;
  const Clock& clock_;
  std::string policy_;
  std::mutex mutex_;
  std::unordered_map<PrincipalId, Buckets, IdHash> buckets_;
};

} // namespace lv::api
