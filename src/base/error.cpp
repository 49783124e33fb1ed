#include "leadvault/base/error.hpp"

namespace lv {

// No default: the compiler names a code that was added without its text.
std::string_view code_name(Errc code) {
  switch (code) {
  case Errc::invalid:
    return "invalid";
  case Errc::malformed:
    return "malformed";
  case Errc::unsupported:
    return "unsupported";
  case Errc::too_large:
    return "too-large";
  case Errc::unauthenticated:
    return "unauthenticated";
  case Errc::forbidden:
    return "forbidden";
  case Errc::not_permitted:
    return "not-permitted";
  case Errc::consent_missing:
    return "consent-missing";
  case Errc::purpose_required:
    return "purpose-required";
  case Errc::purpose_not_bound:
    return "purpose-not-bound";
  case Errc::not_found:
    return "not-found";
  case Errc::conflict:
    return "conflict";
  case Errc::precondition_failed:
    return "precondition-failed";
  case Errc::precondition_required:
    return "precondition-required";
  case Errc::idempotency_running:
    return "idempotency-running";
  case Errc::idempotency_mismatch:
    return "idempotency-mismatch";
  case Errc::cursor_invalid:
    return "cursor-invalid";
  case Errc::rate_limited:
    return "rate-limited";
  case Errc::method_not_allowed:
    return "method-not-allowed";
  case Errc::length_required:
    return "length-required";
  case Errc::overloaded:
    return "overloaded";
  case Errc::moved:
    return "moved";
  case Errc::sealed:
    return "sealed";
  case Errc::audit_unavailable:
    return "audit-unavailable";
  case Errc::stale_state:
    return "stale-state";
  case Errc::integrity:
    return "integrity";
  case Errc::unknown_version:
    return "unknown-version";
  case Errc::wrong_key:
    return "wrong-key";
  case Errc::not_ours:
    return "not-ours";
  case Errc::newer_schema:
    return "newer-schema";
  case Errc::locked:
    return "locked";
  case Errc::io:
    return "io";
  case Errc::no_space:
    return "no-space";
  case Errc::config:
    return "config";
  case Errc::unavailable:
    return "unavailable";
  case Errc::internal:
    return "internal";
  }
  return "internal";
}

} // namespace lv
