// Authentication: from a request's credential to a caller. The only maker of callers in api.
#pragma once

#include "api/services.hpp"

namespace lv::api {

// The bearer key, or else the client certificate. The same error whatever was wrong; its caller
// answers with turn_away.
Result<policy::Caller> authenticate(Services& services, const http::Request& request);

// What a failure is answered with, once it is in the log.
Async<Error> turn_away(Services& services, const http::Request& request);

} // namespace lv::api
