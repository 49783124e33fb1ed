#include "leadvault/http/problem.hpp"

#include "leadvault/base/json.hpp"

#include <array>

namespace lv::http {

namespace {

struct Row {
  Errc code;
  int status;
  std::string_view title;
};

// clang-format off
constexpr std::array rows = {
    Row{Errc::invalid, 400, "A value breaks a rule"},
    Row{Errc::malformed, 400, "The request is not well-formed"},
    Row{Errc::unsupported, 415, "Not supported here"},
    Row{Errc::too_large, 413, "Larger than the limit"},
    Row{Errc::unauthenticated, 401, "A valid credential is needed"},
    Row{Errc::forbidden, 403, "A rule forbids it"},
    Row{Errc::not_permitted, 403, "No rule permits it"},
    Row{Errc::consent_missing, 403, "No consent is in force"},
    Row{Errc::purpose_required, 403, "A purpose must be named"},
    Row{Errc::purpose_not_bound, 403, "The credential is not bound to this purpose"},
    Row{Errc::policy_failed, 403, "A policy could not be evaluated"},
    Row{Errc::not_found, 404, "Not found"},
    Row{Errc::conflict, 409, "The current state does not allow it"},
    Row{Errc::precondition_failed, 412, "The resource has changed"},
    Row{Errc::precondition_required, 428, "If-Match is required"},
    Row{Errc::idempotency_running, 409, "The same request is being processed"},
    Row{Errc::idempotency_mismatch, 422, "The idempotency key belongs to another request"},
    Row{Errc::cursor_invalid, 400, "The cursor is not valid here"},
    Row{Errc::rate_limited, 429, "Too many requests"},
    Row{Errc::method_not_allowed, 405, "The method is not served here"},
    Row{Errc::length_required, 411, "Content-Length is required"},
    Row{Errc::overloaded, 503, "The vault is busy"},
    Row{Errc::moved, 503, "The data changed meanwhile"},
    Row{Errc::sealed, 503, "The vault is sealed"},
    Row{Errc::audit_unavailable, 503, "The audit log cannot be written"},
    Row{Errc::stale_state, 503, "The stored state is older than the log"},
    Row{Errc::integrity, 500, "Stored data failed its integrity check"},
    Row{Errc::unknown_version, 500, "Stored data has an unknown version"},
    Row{Errc::wrong_key, 500, "A key does not fit"},
    Row{Errc::not_ours, 500, "A file is not a vault file"},
    Row{Errc::newer_schema, 500, "Stored data was written by a newer version"},
    Row{Errc::locked, 503, "The data is in use by another process"},
    Row{Errc::io, 503, "The system refused an operation"},
    Row{Errc::no_space, 503, "There is no space left"},
    Row{Errc::config, 500, "The configuration breaks a rule"},
    Row{Errc::unavailable, 503, "A peer did not answer"},
    Row{Errc::internal, 500, "Internal error"},
};
// clang-format on

const Row& row_of(Errc code) {
  for (const auto& row : rows) {
    if (row.code == code) return row;
  }
  return rows.back();
}

// Codes of openapi.yaml for those that speak of files, keys and disks.
Errc public_code(Errc code) {
  switch (code) {
  case Errc::unknown_version:
  case Errc::wrong_key:
  case Errc::not_ours:
  case Errc::newer_schema:
  case Errc::config:
    return Errc::internal;
  case Errc::io:
  case Errc::no_space:
  case Errc::locked:
    return Errc::unavailable;
  default:
    return code;
  }
}

// Seconds after which trying again makes sense; nothing when it would not.
const char* retry_after(int status, Errc code) {
  if (status != 503) return nullptr;
  switch (code) {
  case Errc::overloaded:
  case Errc::moved:
    return "1";
  case Errc::sealed:
  case Errc::stale_state:
    return "60";
  default:
    return "10";
  }
}

} // namespace

int status_of(Errc code) { return row_of(code).status; }
std::string_view title_of(Errc code) { return row_of(code).title; }
bool is_fault(Errc code) { return status_of(code) == 500 || public_code(code) != code; }

Response problem(const Error& error, const RequestId& request, const Violations& violations) {
  const auto code = public_code(error.code());
  const std::string_view detail = is_fault(error.code())
                                      ? "the vault failed; its log has the cause, by request_id"
                                      : error.what();
  return problem(status_of(code), code, detail, request, violations);
}

Response problem(int status, Errc code, std::string_view detail, const RequestId& request,
                 const Violations& violations) {
  JsonWriter json;
  json.begin_object()
      .member("type", "urn:leadvault:problem:" + std::string(code_name(code)))
      .member("title", title_of(code))
      .member("status", status)
      .member("detail", detail)
      .member("code", code_name(code))
      .member("request_id", to_text(request));
  if (!violations.empty()) {
    json.key("errors").begin_array();
    for (const auto& violation : violations) {
      json.begin_object()
          .member("pointer", violation.pointer)
          .member("rule", violation.rule)
          .member("detail", violation.detail)
          .end_object();
    }
    json.end_array();
  }
  json.end_object();

  Response response;
  response.status = status;
  response.content_type = problem_content_type;
  response.body = json.take();
  if (const char* seconds = retry_after(status, code)) response.with("Retry-After", seconds);
  return response;
}

} // namespace lv::http
