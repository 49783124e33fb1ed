// Recovery: what the log holds and the store never saw. Withdrawals and erasures were promised and
// are applied from the log; everything else was never acknowledged, and the log says so.
#include "vault/actions.hpp"
#include "vault/loading.hpp"
#include "vault/state.hpp"

#include "leadvault/audit/lead_key.hpp"
#include "leadvault/base/log.hpp"
#include "leadvault/vault/open.hpp"

#include <future>

namespace lv::vault {
namespace {

// The lead as the store has it, under the same doubt as at any read. Of a write that is still to be
// applied the log knows more than the store: nothing newer than that may be missing.
Result<store::LeadRow> checked_row(Vault::State& state, store::Transaction& transaction,
                                   TenantId tenant, LeadId lead) {
  LV_TRY(row, transaction.lead(tenant, lead));
  if (!row) return LV_FAIL(not_found, "there is no such lead");
  LV_CHECK(check_row(state.seals, *row, tenant, lead));
  const auto known = state.parts.audit.freshness(audit::lead_key(tenant, lead), row->position);
  if (known == audit::Freshness::stale || known == audit::Freshness::unknown)
    return LV_FAIL(stale_state, "the store gave an older state than the log knows");
  return std::move(*row);
}

Result<void> apply_entry(Vault::State& state, store::Transaction& transaction, Position position,
                         const audit::Entry& entry) {
  if (entry.kind == audit::EntryKind::lead_erased) {
    const auto& body = std::get<audit::WriteBody>(entry.body);
    LV_TRY(row, checked_row(state, transaction, entry.tenant, body.lead));
    return apply_erasure(state, transaction, position, row, entry.time);
  }
  if (entry.kind == audit::EntryKind::consent_withdrawn) {
    const auto& body = std::get<audit::ConsentBody>(entry.body);
    LV_TRY(row, checked_row(state, transaction, entry.tenant, body.lead));
    if (row.liveness == store::Liveness::erased) return LV_FAIL(not_found, "there is no such lead");
    LV_TRY(consents, lead::ConsentState::decode(row.consent_state));
    consents.apply(body.event);
    return apply_consent(state, transaction, position, std::move(row),
                         store::ConsentRow{body.event, position, {}}, consents.encode());
  }
  return {};
}

} // namespace

Result<void> Vault::apply_from_log(const audit::Unapplied& unapplied) {
  auto& state = *state_;
  auto promise = std::make_shared<std::promise<Result<void>>>();
  auto done = promise->get_future();
  store::Write write;
  write.position = unapplied.position;
  write.truncate_wal = true;
  write.job = [&state, &unapplied](store::Transaction& transaction) -> Result<void> {
    for (const auto& entry : unapplied.entries) {
      LV_CHECK(apply_entry(state, transaction, unapplied.position, entry));
    }
    return Result<void>();
  };
  write.done = [promise](Result<void> result) { promise->set_value(std::move(result)); };
  LV_CHECK(state.parts.store.submit(std::move(write)));
  auto result = done.get();
  const auto how = result ? audit::AuditLog::Applied::yes : audit::AuditLog::Applied::rolled_back;
  state.parts.audit.applied(unapplied.position, how);
  return result;
}

void Vault::count_export(const audit::Entry& entry) { state_->exports.count(entry); }

Result<void> OpenVault::recover(const audit::Recovery& recovery) {
  for (const auto& unapplied : recovery.to_apply) {
    LV_CHECK(vault_->apply_from_log(unapplied));
  }
  if (!recovery.to_apply.empty() || !recovery.not_applied.empty() || recovery.tail_cut_bytes != 0) {
    log::event(log::Level::warning, "recovered",
               {{"applied_from_log", static_cast<std::int64_t>(recovery.to_apply.size())},
                {"not_applied", static_cast<std::int64_t>(recovery.not_applied.size())},
                {"tail_cut_bytes", recovery.tail_cut_bytes}});
  }
  return {};
}

} // namespace lv::vault
