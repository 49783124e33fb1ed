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

constexpr std::int64_t index_timeout_ms = 600'000; // a rebuild of a long log takes minutes

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

audit::Entry OpenVault::own_entry(audit::EntryKind kind, audit::SystemBody body) const {
  audit::Entry entry;
  entry.kind = kind;
  entry.tenant = system_tenant;
  entry.policy_set = decider_->policy_set();
  entry.catalogue = decider_->catalogue();
  entry.body = body;
  return entry;
}

// What was last written of that kind on the installation's own account, if anything. An index that
// is damaged where it is asked is made again, once: all of it stands in the log.
Result<std::optional<audit::Entry>> OpenVault::newest_own(audit::EntryKind kind) {
  audit::IndexQuery query;
  query.tenant = system_tenant;
  query.kinds.push_back(kind);
  query.limit = 1;
  const auto ask = [&]() -> Result<std::vector<audit::IndexedEntry>> {
    LV_CHECK(index_->wait_until(audit_->newest(), index_timeout_ms));
    return index_->query(query);
  };
  auto asked = ask();
  if (!asked && asked.error().code() == Errc::integrity) {
    log::failure("audit-index-made-again", asked.error());
    LV_CHECK(index_->rebuild());
    asked = ask();
  }
  LV_TRY(found, std::move(asked));
  if (found.empty()) return std::optional<audit::Entry>();
  return std::optional<audit::Entry>(std::move(found.front().entry));
}

Result<void> OpenVault::append_own(std::vector<audit::Entry> entries) {
  audit::Append append;
  append.entries = std::move(entries);
  LV_TRY(logged, audit_->append_blocking(std::move(append)));
  return logged.empty() ? Result<void>(LV_FAIL(internal, "an event was not logged"))
                        : Result<void>();
}

Result<void> OpenVault::announce(audit::EntryKind kind) {
  std::vector<audit::Entry> entries;
  audit::SystemBody body;
  if (kind == audit::EntryKind::started) {
    body.number = keyring_->generation();
    LV_TRY(last, newest_own(kind));
    if (last && std::get<audit::SystemBody>(last->body).number > body.number)
      return LV_FAIL(stale_state, "the keyring is older than the one the log names");
    if (!last || last->catalogue != decider_->catalogue()) {
      audit::SystemBody change;
      change.digest = decider_->catalogue();
      entries.push_back(own_entry(audit::EntryKind::catalogue_changed, change));
    }
    LV_TRY(policies, newest_own(audit::EntryKind::policy_changed));
    if (!policies || std::get<audit::PolicyBody>(policies->body).digest != decider_->policy_set()) {
      for (auto& entry : policy_entries(*decider_->policies())) entries.push_back(std::move(entry));
    }
  }
  entries.push_back(own_entry(kind, body));
  LV_CHECK(append_own(std::move(entries)));
  if (kind == audit::EntryKind::started) take_policy_position(decider_->policies());
  return {};
}

void OpenVault::take_policy_position(std::shared_ptr<const policy::Policies> policies) {
  decider_->replace(std::move(policies), audit_->mark(audit::policy_set_object));
}

// The text goes with them: what an entry was decided by can be read for as long as the log is.
std::vector<audit::Entry> OpenVault::policy_entries(const policy::Policies& policies) const {
  constexpr std::size_t part_bytes_max = 60'000; // leaves room for the rest of an entry
  const ByteView text = policies.text();
  const auto parts = (text.size() + part_bytes_max - 1) / part_bytes_max;
  std::vector<audit::Entry> entries;
  for (std::size_t i = 0; i < parts; ++i) {
    const auto part = text.subspan(i * part_bytes_max)
                          .first(std::min(part_bytes_max, text.size() - i * part_bytes_max));
    auto& entry = entries.emplace_back(own_entry(audit::EntryKind::policy_changed, {}));
    entry.policy_set = policies.digest();
    entry.body =
        audit::PolicyBody{policies.digest(), static_cast<std::uint16_t>(i + 1),
                          static_cast<std::uint16_t>(parts), Bytes(part.begin(), part.end())};
  }
  return entries;
}

Result<OpenVault::Policies>
OpenVault::replace_policies(std::shared_ptr<const policy::Policies> policies) {
  const std::lock_guard lock(policies_mutex_);
  if (policies->catalogue_digest() != decider_->catalogue())
    return LV_FAIL(conflict, "the catalogue has changed too, which takes a restart");
  if (policies->digest() == decider_->policy_set()) return Policies::unchanged;
  LV_CHECK(append_own(policy_entries(*policies)));
  take_policy_position(std::move(policies));
  return Policies::replaced;
}

Result<void> OpenVault::note_configuration(const Digest& digest) {
  constexpr auto kind = audit::EntryKind::configuration_changed;
  LV_TRY(last, newest_own(kind));
  if (last && std::get<audit::SystemBody>(last->body).digest == digest) return {};
  audit::SystemBody body;
  body.digest = digest;
  return append_own(std::vector<audit::Entry>(1, own_entry(kind, body)));
}

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
