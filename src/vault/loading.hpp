// Loading: a lead's row as it stands now, or a refusal. Checks the seals and the freshness of every
// row before anything else looks at it; what does not verify raises an integrity alarm.
#pragma once

#include "vault/row_cache.hpp"
#include "vault/seals.hpp"

#include "leadvault/vault/vault.hpp"

namespace lv::vault {

// The row is that lead's and its seals verify. Errors: integrity.
Result<void> check_row(const Seals& seals, const store::LeadRow& row, TenantId tenant, LeadId lead);

// not_found: absent or erased (the same answer); stale_state, integrity: after the alarm.
// Waits while a newer write is on its way into the store.
Task<store::LeadRow> load_live(Vault::State& state, TenantId tenant, LeadId lead);

// The same without waiting or alarm, for the many rows that need neither: nothing when load_live
// must say what is the matter.
SharedRow load_settled(Vault::State& state, TenantId tenant, LeadId lead);

// Raises the alarm: a log line, a counter and an entry; gives back the error to answer with.
Async<Error> raise_alarm(Vault::State& state, TenantId tenant, LeadId lead, Error error);
// The alarm when the error is one of integrity; of no lead in particular.
Async<Error> alarm_if_damaged(Vault::State& state, TenantId tenant, Error error);

// Until the policy set that decides is the one that the log heard of last.
Async<void> await_policies(Vault::State& state);

Result<policy::LeadFacts> facts_of(const store::LeadRow& row);
Result<SharedRow> settled(store::LeadRow row); // with its facts

store::LeadSummary summary_of(const store::LeadRow& row);

} // namespace lv::vault
