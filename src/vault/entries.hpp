// Entries: the head every audit entry of the vault shares. The log adds time and id.
#pragma once

#include "leadvault/vault/vault.hpp"

namespace lv::vault {

// Of a call: who it came from, and the policy set that decided it.
audit::Entry entry_for(const Vault::State& state, const policy::Caller& caller,
                       const Digest& policy_set, audit::EntryKind kind, audit::Body body);

void name_caller(audit::Entry& entry, const policy::Caller& caller);

// An event that no policy decided, under the set in force: alarms, outcomes.
audit::Entry system_entry(const Vault::State& state, TenantId tenant, audit::EntryKind kind,
                          audit::Body body);

// The caller's own rows must still be those it was authenticated on when the entry gets its
// position: what a revoked credential asks for is neither written nor disclosed.
void expect_caller(audit::Append& append, const policy::Caller& caller);

// Logs that a whole action was refused, durable before the caller hears of it; gives the error.
Async<Error> refuse_action(Vault::State& state, const policy::Caller& caller,
                           const Digest& policy_set, std::uint16_t action, lead::PurposeId purpose,
                           Error error);

// A credential may expire while an export runs: unauthenticated when it has.
Result<void> check_not_expired(const Vault::State& state, const policy::Caller& caller);

// Decides a whole action: the policy set that permits it, or the refusal after its entry is
// durable.
Task<Digest> permit_action(Vault::State& state, const policy::Caller& caller, std::uint16_t action,
                           lead::PurposeId purpose);

} // namespace lv::vault
