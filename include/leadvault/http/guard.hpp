// Admission guard: decides on the raw bytes of a request head before any parser sees them.
// Pure functions, any thread. Beast (any distribution's) accepts framing that lets one request
// hide in another and no longer shows it in the parsed message; what is refused here never gets
// that far. Every refusal closes the connection.
#pragma once

#include "leadvault/base/error.hpp"
#include "leadvault/base/limits.hpp"
#include "leadvault/http/request.hpp"

#include <cstdint>
#include <string_view>
#include <variant>

namespace lv::http {

struct GuardLimits {
  std::size_t head_bytes_max = limits::head_bytes_max;
  std::size_t header_count_max = limits::header_count_max;
  std::size_t target_bytes_max = limits::target_bytes_max;
  std::size_t body_bytes_max = limits::body_bytes_max;
};

struct Refusal {
  int status; // 400, 405, 411, 413, 414, 417, 431
  Errc code;
  const char* rule;   // stable kebab-case name, for tests and counters
  const char* detail; // static text for the caller
};

struct NeedMore {};
struct HeadEnd {
  std::size_t bytes; // length of the head including the final CRLF CRLF
};

// Looks for the end of the head in what has arrived. Refuses at once, without waiting for the
// end, what can no longer become a good head: bare CR or LF, control bytes, too many bytes.
// `scanned` is how many bytes an earlier call has already looked at.
std::variant<NeedMore, HeadEnd, Refusal> scan_head(std::string_view received, std::size_t scanned,
                                                   const GuardLimits& guard_limits);

// What the session must know about an admitted head; the rest is in the parsed message.
struct AdmittedHead {
  Verb verb = Verb::get;
  Target target;
  std::uint64_t body_bytes = 0; // Content-Length, 0 when absent
  enum class Expectation { none, continue_100 } expectation = Expectation::none;
  enum class After { keep_open, close } after = After::keep_open; // "Connection: close"
};

// Checks a whole head, just as long as `scan_head` has found it, against the other rules of
// docs/api.md "What the server refuses to read" (RFC 9112 §2.2, §3, §5, §6, stricter where the RFC
// leaves a choice). That its bytes and line ends are sound it takes from there.
std::variant<AdmittedHead, Refusal> check_head(std::string_view head,
                                               const GuardLimits& guard_limits);

} // namespace lv::http
