// The status line and headers of a response, ready to send. Pure.
#pragma once

#include "leadvault/base/time.hpp"
#include "leadvault/http/request.hpp"
#include "leadvault/http/response.hpp"

namespace lv::http {

enum class After { keep_open, close };

struct HeadContext {
  RequestId request;
  Time now;
  After after = After::keep_open;
};

// Fails with internal when a status, type or header could not be sent safely.
Result<SecretText> response_head(const Response& response, const HeadContext& context);

// 1xx, 204 and 304 never carry a body (RFC 9112 §6.3).
bool may_have_body(int status);

} // namespace lv::http
