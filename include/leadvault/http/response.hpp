// Response: what a handler gives back. The session adds framing and the headers every answer
// carries: Content-Length or chunks, Date, Connection, Cache-Control: no-store, X-Request-Id,
// X-Content-Type-Options, Strict-Transport-Security. A handler never sets those itself.
#pragma once

#include "leadvault/base/json.hpp"
#include "leadvault/base/task.hpp"

#include <functional>
#include <string>
#include <vector>

namespace lv::http {

struct Header {
  std::string_view name; // static text
  std::string value;     // printable ASCII; a control byte turns the response into a 500
};

// Pulled until it yields an empty piece. A failure closes the connection without the final chunk,
// so the caller sees a broken body and never takes it for a complete one.
using BodySource = std::function<Task<SecretText>()>;

struct Response {
  static constexpr std::size_t usual_headers = 6;

  int status = 200;
  std::string_view content_type; // static text; empty: no body is described (204, 304)
  SecretText body;
  std::vector<Header> headers;
  BodySource stream; // when set, `body` is ignored and the answer is chunked

  Response& with(std::string_view name, std::string value) {
    if (headers.empty()) headers.reserve(usual_headers);
    headers.push_back({name, std::move(value)});
    return *this;
  }
};

std::string_view reason_phrase(int status); // RFC 9110 §15; "" for statuses we never send

} // namespace lv::http
