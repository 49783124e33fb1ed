// The admin listener: /livez, /readyz and /metrics. Counts only: no tenant, lead or key is named.
#pragma once

#include "leadvault/http/server.hpp"
#include "leadvault/vault/open.hpp"

namespace lv::app {

Async<http::Response> admin_answer(http::Request request, vault::OpenVault& vault,
                                   const http::Server& server);

} // namespace lv::app
