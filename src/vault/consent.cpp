// Consents: append-only events; the lead's row carries the state they add up to.
#include "vault/actions.hpp"
#include "vault/committing.hpp"
#include "vault/entries.hpp"
#include "vault/idempotency.hpp"
#include "vault/loading.hpp"
#include "vault/sealing.hpp"
#include "vault/state.hpp"

#include "leadvault/audit/lead_key.hpp"
#include "leadvault/lead/catalogue.hpp"

namespace lv::vault {
namespace {

Result<Bytes> evidence_of(Vault::State& state, const store::LeadRow& row, std::uint32_t sequence,
                          std::string_view evidence) {
  if (evidence.empty()) return Bytes(); // the lead's key stays shut
  LV_TRY(cipher, unwrap_fields(state, row));
  return seal_evidence(cipher, sequence, evidence);
}

// A lead has so many events and no more grants. Withdrawals are recorded beyond it, but none where
// the newest event of the purpose is one already: its answer is that event's. Since no grant can
// come any more, that one stays the newest whatever happens meanwhile, and a lead's events end at
// the limit and one for each purpose.
Result<std::optional<ConsentRecorded>> at_limit(const lead::ConsentState& consents,
                                                const lead::ConsentEvent& event) {
  if (consents.next_sequence() <= limits::lead_consents_max)
    return std::optional<ConsentRecorded>();
  if (event.kind != lead::ConsentEventKind::withdrawn) {
    static_assert(limits::lead_consents_max == 1'000, "the text says so");
    return LV_FAIL(conflict,
                   "this lead has its 1,000 consent events, the most: it takes no further "
                   "grant, only withdrawals; to go on, create the lead anew");
  }
  std::optional<ConsentRecorded> known;
  if (const auto* said = consents.withdrawal(event.purpose))
    known = ConsentRecorded{said->id, said->sequence, said->time, {}};
  return known;
}

// One event on one lead: logged, then stored with the state it leads to. The evidence is sealed by
// the job, since the lead's key is opened only once the entry is durable (P1). The row is still the
// one that was read: the log compared its position.
Task<ConsentRecorded> record(Vault::State& state, const policy::Caller& caller,
                             const Digest& policy_set, store::LeadRow read,
                             lead::ConsentEvent event, SecretText evidence, const Once& once) {
  struct Given {
    store::LeadRow row;
    SecretText evidence;
  };
  const auto given = std::make_shared<const Given>(Given{std::move(read), std::move(evidence)});
  const auto& row = given->row;
  LV_CO_TRY(consents, lead::ConsentState::decode(row.consent_state));
  LV_CO_TRY(known, at_limit(consents, event));
  if (known) co_return std::move(*known);
  event.sequence = consents.next_sequence();
  consents.apply(event);
  const auto kind = event.kind == lead::ConsentEventKind::withdrawn
                        ? audit::EntryKind::consent_withdrawn
                        : audit::EntryKind::consent_granted;
  const auto mark = audit::lead_key(row.tenant, row.lead);
  Commit write;
  write.append.entries.push_back(
      entry_for(state, caller, policy_set, kind, audit::ConsentBody{row.lead, event}));
  write.append.entries.back().purpose = event.purpose;
  write.append.expectations.push_back({mark, row.position});
  write.append.touches.push_back(mark);
  expect_caller(write.append, caller);
  write.once = once.row({row.lead.bytes, event.sequence});
  write.job = [&state, given, event, next = consents.encode()](store::Transaction& transaction,
                                                               Position position) -> Result<void> {
    LV_TRY(sealed, evidence_of(state, given->row, event.sequence, given->evidence));
    return apply_consent(state, transaction, position, given->row,
                         store::ConsentRow{event, position, std::move(sealed)}, next);
  };
  LV_CO_TRY(committed, co_await commit(state, std::move(write)));
  co_return ConsentRecorded{event.id, event.sequence, event.time,
                            audit::header_value(committed.logged.front())};
}

// A lead's events, which must add up to the state that its sealed row carries: an event that was
// forged, changed or taken away is an alarm. Seen again, since one may be recorded in between.
Task<std::vector<store::ConsentRow>> load_events(Vault::State& state, TenantId tenant,
                                                 LeadId lead) {
  std::optional<Position> seen;
  for (int attempt = 0; attempt < limits::decide_attempts_max; ++attempt) {
    auto read = state.parts.store.consents(tenant, lead);
    if (!read) co_return co_await alarm_if_damaged(state, tenant, read.error());
    auto& events = *read;
    LV_CO_TRY(row, co_await load_live(state, tenant, lead));
    lead::ConsentState sum;
    for (const auto& one : events) sum.apply(one.event);
    if (sum.encode() == row.consent_state) co_return std::move(events);
    if (seen == row.position) {
      const auto damaged = LV_FAIL(integrity, "a lead's consents do not add up to its state");
      co_return co_await raise_alarm(state, tenant, lead, damaged);
    }
    seen = row.position;
  }
  co_return LV_FAIL(moved, "the lead kept changing; try again");
}

// The event that an earlier request with the same key recorded.
Task<ConsentRecorded> replay(Vault::State& state, TenantId tenant,
                             const store::IdempotencyRow& seen) {
  LV_CO_TRY(events, co_await load_events(state, tenant, LeadId{seen.object}));
  for (const auto& one : events) {
    const auto& event = one.event;
    if (event.sequence == seen.version)
      co_return ConsentRecorded{event.id, event.sequence, event.time, {}};
  }
  co_return LV_FAIL(not_found, "there is no such consent any more");
}

} // namespace

Result<void> apply_consent(Vault::State& state, store::Transaction& transaction, Position position,
                           store::LeadRow row, const store::ConsentRow& consent,
                           const Bytes& next_state) {
  row.position = position;
  row.consent_state = next_state;
  LV_CHECK(state.seals.seal(row));
  LV_CHECK(transaction.append_consent(row.tenant, row.lead, consent));
  return transaction.update_lead(row);
}

Task<ConsentRecorded> Vault::grant(policy::Caller caller, LeadId lead, NewConsent consent,
                                   std::optional<Idempotency> idempotency) {
  LV_CO_TRY(policy_set,
            co_await permit_action(*state_, caller, action::record_consent, lead::PurposeId{}));
  LV_CO_TRY(once, Once::enter(*state_, caller, idempotency));
  if (once.seen()) co_return co_await replay(*state_, caller.tenant, *once.seen());
  for (int attempt = 0; attempt < limits::decide_attempts_max; ++attempt) {
    LV_CO_TRY(row, co_await load_live(*state_, caller.tenant, lead));
    lead::ConsentEvent event;
    event.id = make_id<ConsentTag>();
    event.purpose = consent.purpose;
    event.kind = lead::ConsentEventKind::granted;
    event.basis = consent.basis;
    event.time = state_->parts.clock.now();
    event.expiry = consent.expiry;
    event.jurisdiction = consent.jurisdiction;
    event.notice_version = consent.notice_version;
    SecretText evidence = consent.evidence;
    auto recorded = co_await record(*state_, caller, policy_set, std::move(row), std::move(event),
                                    std::move(evidence), once);
    if (recorded || recorded.error().code() != Errc::moved) co_return recorded;
  }
  co_return LV_FAIL(moved, "the lead kept changing; try again");
}

// Withdrawing needs no consent to be there: saying no is recorded whatever was said before, and
// never refused for what a lead already has.
Task<ConsentRecorded> Vault::withdraw(policy::Caller caller, LeadId lead, lead::PurposeId purpose,
                                      std::optional<Idempotency> idempotency) {
  LV_CO_TRY(policy_set,
            co_await permit_action(*state_, caller, action::record_consent, lead::PurposeId{}));
  LV_CO_TRY(once, Once::enter(*state_, caller, idempotency));
  if (once.seen()) co_return co_await replay(*state_, caller.tenant, *once.seen());
  for (int attempt = 0; attempt < withdraw_attempts_max; ++attempt) {
    LV_CO_TRY(row, co_await load_live(*state_, caller.tenant, lead));
    lead::ConsentEvent event;
    event.id = make_id<ConsentTag>();
    event.purpose = purpose;
    event.kind = lead::ConsentEventKind::withdrawn;
    event.basis = lead::LegalBasis::consent;
    event.time = state_->parts.clock.now();
    SecretText none;
    auto recorded = co_await record(*state_, caller, policy_set, std::move(row), std::move(event),
                                    std::move(none), once);
    if (recorded || recorded.error().code() != Errc::moved) co_return recorded;
  }
  co_return LV_FAIL(moved, "the lead kept changing; try again");
}

Task<std::vector<store::ConsentRow>> Vault::consents(policy::Caller caller, LeadId lead) {
  LV_CO_TRY(policy_set,
            co_await permit_action(*state_, caller, action::read_consent, lead::PurposeId{}));
  LV_CO_TRY(events, co_await load_events(*state_, caller.tenant, lead));
  audit::SearchBody body;
  body.action = action::read_consent;
  body.hits.push_back(lead);
  audit::Append append;
  append.entries.push_back(
      entry_for(*state_, caller, policy_set, audit::EntryKind::list, std::move(body)));
  expect_caller(append, caller);
  LV_CO_TRY(logged, co_await state_->parts.audit.append(std::move(append)));
  if (logged.empty()) co_return LV_FAIL(internal, "a read was not logged");
  co_return std::move(events);
}

} // namespace lv::vault
