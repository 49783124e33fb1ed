// Error: what went wrong, as a code, a static sentence and the place in our code.
// Never holds user data, so it may be logged and shown to any caller.
#pragma once

#include <boost/assert/source_location.hpp>

#include <cstdint>
#include <string_view>

namespace lv {

// One code per way of failing that a caller can tell apart. `code_name` gives the stable text
// used in problem documents, logs and exit codes.
enum class Errc : std::uint16_t {
  // the request
  invalid,             // a value breaks a rule; violations say which
  malformed,           // not the syntax it claims to be
  unsupported,         // known but not served here (media type, version)
  too_large,           // beyond a limit
  unauthenticated,     // no valid credential
  forbidden,           // a rule forbids it whatever else permits it
  not_permitted,       // nothing permits it
  consent_missing,     // would be permitted if a consent were in force
  purpose_required,    // the call releases personal data and names no purpose
  purpose_not_bound,   // the credential is not bound to that purpose
  not_found,           // absent, foreign or erased: the same answer
  conflict,            // the state does not allow it
  precondition_failed, // If-Match does not match
  precondition_required,
  idempotency_running,  // the same key is being processed
  idempotency_mismatch, // the same key, another payload
  cursor_invalid,
  rate_limited,
  method_not_allowed,
  length_required,
  // the vault
  overloaded,        // a bounded queue is full: try again
  moved,             // what was decided on has changed: decide again
  sealed,            // the vault is sealed; nothing is released
  audit_unavailable, // the audit log cannot be written
  stale_state,       // the store gave an older state than the log knows
  integrity,         // a seal, tag, checksum or hash does not verify
  unknown_version,   // magic or version not known to this build
  wrong_key,         // a key does not fit what it should open
  not_ours,          // the file is not a Leadvault file
  newer_schema,      // written by a newer Leadvault
  locked,            // another process holds the data folder
  io,                // the operating system refused; errno is in the log line
  no_space,
  config,        // the configuration breaks a rule
  unavailable,   // a peer or child did not answer
  internal,      // cannot happen
  policy_failed, // a policy could not be evaluated, which is a denial
};

std::string_view code_name(Errc code); // "not-found", "consent-missing", ...

class [[nodiscard]] Error {
public:
  // Boost.System's result demands it: error() of a result that holds a value gives this.
  Error() : Error(Errc::internal, "no error") {}
  Error(Errc code, const char* what, boost::source_location where = BOOST_CURRENT_LOCATION)
      : where_(where), what_(what), code_(code) {}

  Errc code() const { return code_; }
  const char* what() const { return what_; } // static text, one sentence, no user data
  const boost::source_location& where() const { return where_; }

private:
  boost::source_location where_;
  const char* what_;
  Errc code_;
};

} // namespace lv
