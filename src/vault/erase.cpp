// Erasing: the wrapped key goes, and with it every field; tokens, evidence and idempotency rows go
// too. A tombstone stays, so that the id is never used again and a restore can be told.
#include "vault/actions.hpp"
#include "vault/committing.hpp"
#include "vault/entries.hpp"
#include "vault/loading.hpp"
#include "vault/state.hpp"

#include "leadvault/audit/lead_key.hpp"
#include "leadvault/lead/catalogue.hpp"

namespace lv::vault {

Result<void> apply_erasure(Vault::State& state, store::Transaction& transaction, Position position,
                           TenantId tenant, LeadId lead, Time now) {
  LV_TRY(found, transaction.lead(tenant, lead));
  if (!found) return LV_FAIL(not_found, "there is no such lead");
  store::LeadRow tombstone;
  tombstone.tenant = tenant;
  tombstone.lead = lead;
  tombstone.liveness = store::Liveness::erased;
  tombstone.version = found->version + 1;
  tombstone.position = position;
  tombstone.created_at = found->created_at;
  tombstone.updated_at = now;
  tombstone.stage = found->stage;
  tombstone.subject_kind = found->subject_kind;
  tombstone.channel = found->channel;
  LV_TRY(sequence, transaction.next_change_seq(tenant));
  tombstone.change_seq = sequence;
  tombstone.consent_state = lead::ConsentState().encode();
  LV_CHECK(state.seals.seal(tombstone));
  LV_CHECK(transaction.remove_all_tokens(tenant, lead));
  LV_CHECK(transaction.remove_consent_evidence(tenant, lead));
  LV_CHECK(transaction.remove_idempotency_of(tenant, lead.bytes));
  return transaction.update_lead(tombstone);
}

Task<Written> Vault::erase(policy::Caller caller, LeadId lead) {
  LV_CO_CHECK(co_await permit_action(*state_, caller, action::delete_lead, lead::PurposeId{}));
  for (int attempt = 0; attempt < withdraw_attempts_max; ++attempt) {
    LV_CO_TRY(row, co_await load_live(*state_, caller.tenant, lead));
    LV_CO_TRY(facts, facts_of(row));
    audit::WriteBody body;
    body.lead = lead;
    body.version = row.version + 1;
    body.key = facts.key;
    body.key_term = facts.key_term;
    for (const auto& field : row.fields) body.cleared.insert(lead::FieldId{field.field});
    const auto mark = audit::lead_key(caller.tenant, lead);
    Commit write;
    write.truncate_wal = true;
    write.append.entries.push_back(
        entry_for(*state_, caller, audit::EntryKind::lead_erased, std::move(body)));
    write.append.expectations.push_back({mark, row.position});
    write.append.touches.push_back(mark);
    expect_caller(write.append, caller);
    auto& state = *state_;
    write.job = [&state, tenant = caller.tenant, lead, now = state.parts.clock.now()](
                    store::Transaction& transaction, Position position) {
      return apply_erasure(state, transaction, position, tenant, lead, now);
    };
    auto committed = co_await commit(*state_, std::move(write));
    if (committed) {
      co_return Written{row.version + 1, audit::header_value(committed->logged.front()), {}};
    }
    if (committed.error().code() != Errc::moved) co_return committed.error();
  }
  co_return LV_FAIL(moved, "the lead kept changing; try again");
}

} // namespace lv::vault
