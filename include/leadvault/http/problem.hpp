// Problem documents (RFC 9457): the one way an error becomes a response. Pure functions.
// `detail` must be static text or text made from the caller's own input; it goes to the caller
// only. Never carries submitted values, stack traces or the place in our code.
#pragma once

#include "leadvault/base/error.hpp"
#include "leadvault/base/id.hpp"
#include "leadvault/base/violation.hpp"
#include "leadvault/http/response.hpp"

namespace lv::http {

inline constexpr std::string_view problem_content_type = "application/problem+json";

// The HTTP status of each code. 503 answers get a Retry-After from `problem`.
int status_of(Errc code);
std::string_view title_of(Errc code); // a short sentence, the same for every occurrence

// {"type":"urn:leadvault:problem:<code>","title":…,"status":…,"detail":…,"code":…,
//  "request_id":"req_…","errors":[{"pointer":…,"rule":…,"detail":…}]}; errors only when given.
Response problem(int status, Errc code, std::string_view detail, const RequestId& request,
                 const Violations& violations = {});

// A fault of the vault (is_fault) is told under a public code and in one sentence whatever its
// cause: that belongs into the vault's own log, by the request's id.
bool is_fault(Errc code);
Response problem(const Error& error, const RequestId& request, const Violations& violations = {});

} // namespace lv::http
