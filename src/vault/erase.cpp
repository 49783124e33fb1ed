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
                           const store::LeadRow& row, Time now) {
  store::LeadRow tombstone;
  tombstone.tenant = row.tenant;
  tombstone.lead = row.lead;
  tombstone.liveness = store::Liveness::erased;
  tombstone.version = row.version + 1;
  tombstone.position = position;
  tombstone.created_at = row.created_at;
  tombstone.updated_at = now;
  tombstone.stage = row.stage;
  tombstone.subject_kind = row.subject_kind;
  tombstone.channel = row.channel;
  LV_TRY(sequence, transaction.next_change_seq(row.tenant));
  tombstone.change_seq = sequence;
  tombstone.consent_state = lead::ConsentState().encode();
  LV_CHECK(state.seals.seal(tombstone));
  LV_CHECK(transaction.remove_all_tokens(row.tenant, row.lead));
  LV_CHECK(transaction.remove_consent_evidence(row.tenant, row.lead));
  LV_CHECK(transaction.remove_idempotency_of(row.tenant, row.lead.bytes));
  return transaction.update_lead(tombstone);
}

Task<Written> Vault::erase(policy::Caller caller, LeadId lead) {
  LV_CO_TRY(policy_set,
            co_await permit_action(*state_, caller, action::delete_lead, lead::PurposeId{}));
  for (int attempt = 0; attempt < withdraw_attempts_max; ++attempt) {
    LV_CO_TRY(row, co_await load_live(*state_, caller.tenant, lead));
    LV_CO_TRY(facts, facts_of(row));
    audit::WriteBody body;
    body.lead = lead;
    body.version = row.version + 1;
    body.key = facts.key;
    body.key_term = facts.key_term;
    for (const auto field : row.fields) body.cleared.insert(lead::FieldId{field.field});
    const auto mark = audit::lead_key(caller.tenant, lead);
    const auto version = body.version;
    Commit write;
    write.truncate_wal = true;
    write.append.entries.push_back(
        entry_for(*state_, caller, policy_set, audit::EntryKind::lead_erased, std::move(body)));
    write.append.expectations.push_back({mark, row.position});
    write.append.touches.push_back(mark);
    expect_caller(write.append, caller);
    auto& state = *state_;
    write.job = [&state, read = std::make_shared<const store::LeadRow>(std::move(row)),
                 now = state.parts.clock.now()](store::Transaction& transaction,
                                                Position position) {
      return apply_erasure(state, transaction, position, *read, now);
    };
    auto committed = co_await commit(*state_, std::move(write));
    if (committed) {
      co_return Written{version, audit::header_value(committed->logged.front()), {}};
    }
    if (committed.error().code() != Errc::moved) co_return committed.error();
  }
  co_return LV_FAIL(moved, "the lead kept changing; try again");
}

} // namespace lv::vault
