// Authentication: from a request's credential to a caller. The only maker of callers in api.
#pragma once

#include "api/services.hpp"

namespace lv::api {

// The bearer key, or else the client certificate. A failure is in the log before it is told, and
// is the same error whatever was wrong.
Task<policy::Caller> authenticate(Services& services, const http::Request& request);

} // namespace lv::api
