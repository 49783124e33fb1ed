// Api: the HTTPS API as one http::Handler. Authenticates, limits, finds the route in the table,
// checks what every route has in common, and turns errors into problem documents.
// Constructed by app; thread safe; outlives the server. Never runs a route without a caller.
#pragma once

#include "leadvault/audit/index.hpp"
#include "leadvault/http/request.hpp"
#include "leadvault/http/response.hpp"
#include "leadvault/vault/open.hpp"

namespace lv::api {

// Per principal, refilled steadily; a minute's worth may be used at once.
struct RateLimits {
  std::int64_t requests_per_minute = 60'000;
  std::int64_t records_per_minute = 600'000; // decrypted; at least limits::batch_get_max
};

struct ApiParts { // all outlive the Api
  vault::Vault& vault;
  const vault::Directory& directory;
  const policy::CedarDecider& decider;
  const audit::AuditLog& audit;
  audit::AuditIndex& audit_index;
  std::shared_ptr<const lead::Catalogue> catalogue;
  const Clock& clock;
};

// What came of reading the policies again; on Errc::config `findings` says what is wrong.
struct PolicyReload {
  Violations findings;
  Result<vault::OpenVault::Policies> outcome;
};
// Reads them, for `by`; never on an io thread.
using PolicyReloader = std::function<PolicyReload(const policy::Caller& by)>;

struct ApiOptions {
  RateLimits rate_limits;
  std::string version; // of this build, for /v1/status
  PolicyReloader reload_policies;
};

struct Services;  // src/api/services.hpp: the parts and what calls share
class RouteTable; // src/api/routes.hpp

class Api {
public:
  Api(ApiParts parts, ApiOptions options);
  ~Api();

  Async<http::Response> handle(http::Request request);
  // Waits for reports under way. Once no request comes in any more, before the network threads'
  // coroutines are destroyed: reports look into them. Idempotent.
  void close();

private:
  std::unique_ptr<Services> services_;
  std::unique_ptr<const RouteTable> router_;
};

} // namespace lv::api
