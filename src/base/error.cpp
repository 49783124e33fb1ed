#include "leadvault/base/error.hpp"

#include <array>

namespace lv {
namespace {

struct Named {
  Errc code;
  std::string_view name;
};

// In the order of the enumeration, which the check below holds.
constexpr std::array names{
    Named{Errc::invalid, "invalid"},
    Named{Errc::malformed, "malformed"},
    Named{Errc::unsupported, "unsupported"},
    Named{Errc::too_large, "too-large"},
    Named{Errc::unauthenticated, "unauthenticated"},
    Named{Errc::forbidden, "forbidden"},
    Named{Errc::not_permitted, "not-permitted"},
    Named{Errc::consent_missing, "consent-missing"},
    Named{Errc::purpose_required, "purpose-required"},
    Named{Errc::purpose_not_bound, "purpose-not-bound"},
    Named{Errc::not_found, "not-found"},
    Named{Errc::conflict, "conflict"},
    Named{Errc::precondition_failed, "precondition-failed"},
    Named{Errc::precondition_required, "precondition-required"},
    Named{Errc::idempotency_running, "idempotency-running"},
    Named{Errc::idempotency_mismatch, "idempotency-mismatch"},
    Named{Errc::cursor_invalid, "cursor-invalid"},
    Named{Errc::rate_limited, "rate-limited"},
    Named{Errc::method_not_allowed, "method-not-allowed"},
    Named{Errc::length_required, "length-required"},
    Named{Errc::overloaded, "overloaded"},
    Named{Errc::moved, "moved"},
    Named{Errc::sealed, "sealed"},
    Named{Errc::audit_unavailable, "audit-unavailable"},
    Named{Errc::stale_state, "stale-state"},
    Named{Errc::integrity, "integrity"},
    Named{Errc::unknown_version, "unknown-version"},
    Named{Errc::wrong_key, "wrong-key"},
    Named{Errc::not_ours, "not-ours"},
    Named{Errc::newer_schema, "newer-schema"},
    Named{Errc::locked, "locked"},
    Named{Errc::io, "io"},
    Named{Errc::no_space, "no-space"},
    Named{Errc::config, "config"},
    Named{Errc::unavailable, "unavailable"},
    Named{Errc::internal, "internal"},
    Named{Errc::policy_failed, "policy-failed"},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (static_cast<std::size_t>(names[i].code) != i) return false;
  }
  return names.back().code == Errc::policy_failed;
}
static_assert(in_order(), "every code has its name, in order");

} // namespace

std::string_view code_name(Errc code) {
  const auto place = static_cast<std::size_t>(code);
  return place < names.size() ? names[place].name : "unknown";
}

} // namespace lv
