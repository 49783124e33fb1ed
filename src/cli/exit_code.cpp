#include "leadvault/cli/exit_code.hpp"

namespace lv::cli {

ExitCode exit_code_of(Errc code) {
  switch (code) {
  case Errc::unauthenticated:
    return ExitCode::not_authenticated;
  case Errc::forbidden:
  case Errc::not_permitted:
  case Errc::consent_missing:
  case Errc::purpose_required:
  case Errc::purpose_not_bound:
  case Errc::policy_failed:
    return ExitCode::denied;
  case Errc::not_found:
    return ExitCode::not_found;
  case Errc::conflict:
  case Errc::precondition_failed:
  case Errc::precondition_required:
  case Errc::idempotency_running:
  case Errc::idempotency_mismatch:
  case Errc::locked:
    return ExitCode::conflict;
  case Errc::rate_limited:
  case Errc::overloaded:
  case Errc::moved:
  case Errc::sealed:
  case Errc::audit_unavailable:
  case Errc::stale_state:
  case Errc::unavailable:
    return ExitCode::unavailable;
  case Errc::integrity:
    return ExitCode::verification_failed;
  default:
    return ExitCode::failed;
  }
}

ExitCode exit_code_of_status(int status) {
  if (status >= 200 && status < 300) return ExitCode::ok;
  switch (status) {
  case 401:
    return ExitCode::not_authenticated;
  case 403:
    return ExitCode::denied;
  case 404:
    return ExitCode::not_found;
  case 409:
  case 412:
  case 422:
  case 428:
    return ExitCode::conflict;
  case 429:
  case 502:
  case 503:
  case 504:
    return ExitCode::unavailable;
  default:
    return ExitCode::failed;
  }
}

std::string_view meaning_of(ExitCode code) {
  switch (code) {
  case ExitCode::ok:
    return "done";
  case ExitCode::failed:
    return "failed, or some rows of an import were refused";
  case ExitCode::usage:
    return "the command line is wrong";
  case ExitCode::declined:
    return "you declined, or stopped it with Ctrl-C";
  case ExitCode::not_authenticated:
    return "no valid credential";
  case ExitCode::denied:
    return "denied by policy or for want of consent";
  case ExitCode::not_found:
    return "not found";
  case ExitCode::conflict:
    return "the state does not allow it, or a precondition failed";
  case ExitCode::unavailable:
    return "the vault is sealed, overloaded or out of reach";
  case ExitCode::verification_failed:
    return "a verification failed: log, proof, seal or certificate";
  case ExitCode::overdue:
    return "a deadline or duty is overdue";
  }
  return "failed";
}

} // namespace lv::cli
