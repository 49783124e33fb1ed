// Services: what every call may use. Owned by Api; thread safe.
#pragma once

#include "api/candidates.hpp"
#include "api/failed_logins.hpp"
#include "api/rate_limiter.hpp"
#include "api/reports.hpp"

#include "leadvault/workflow/imports.hpp"

namespace lv::api {

struct Services {
  Services(ApiParts given, ApiOptions options)
      : parts(std::move(given)), version(std::move(options.version)),
        reload_policies(std::move(options.reload_policies)),
        limiter(options.rate_limits, parts.clock), failed_logins(parts.clock) {}

  ApiParts parts;
  std::string version;
  PolicyReloader reload_policies;
  RateLimiter limiter;
  FailedLogins failed_logins;
  workflow::Imports imports;
  Candidates candidates;
  // The last: what they still work on may use the others.
  Reports reloads; // of policies, which wait for no report
  Reports reports;
};

} // namespace lv::api
