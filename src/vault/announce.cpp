// What the process writes of itself: that it started and stopped, under which catalogue, policies
// and configuration; and what it asks the log for at a start.
#include "vault/actions.hpp"
#include "vault/export_counts.hpp"

#include "leadvault/base/log.hpp"
#include "leadvault/vault/open.hpp"

namespace lv::vault {
namespace {

constexpr std::int64_t index_timeout_ms = 600'000; // a rebuild of a long log takes minutes

} // namespace

audit::Entry OpenVault::own_entry(audit::EntryKind kind, audit::SystemBody body) const {
  audit::Entry entry;
  entry.kind = kind;
  entry.tenant = system_tenant;
  entry.policy_set = decider_->policy_set();
  entry.catalogue = decider_->catalogue();
  entry.body = body;
  return entry;
}

// An index that is damaged where it is asked is made again, once: all of it stands in the log.
Result<std::vector<audit::IndexedEntry>> OpenVault::ask_index(const audit::IndexQuery& query) {
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
  return asked;
}

// What was last written of that kind on the installation's own account, if anything.
Result<std::optional<audit::Entry>> OpenVault::newest_own(audit::EntryKind kind) {
  audit::IndexQuery query;
  query.tenant = system_tenant;
  query.kinds.push_back(kind);
  query.limit = 1;
  LV_TRY(found, ask_index(query));
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
  if (kind != audit::EntryKind::started) return {};
  take_policy_position(decider_->policies());
  return count_exports();
}

// What was exported today, before this start.
Result<void> OpenVault::count_exports() {
  for (const auto& tenant : directory_->tenants()) {
    audit::IndexQuery query;
    query.tenant = tenant.tenant;
    query.kinds.push_back(audit::EntryKind::release);
    query.action = action::export_leads;
    query.from = day_of(clock_->now());
    query.limit = limits::page_size_max;
    for (bool more = true; more;) {
      LV_TRY(page, ask_index(query));
      for (const auto& found : page) vault_->count_export(found.entry);
      more = page.size() == query.limit;
      if (more) query.before = page.back().logged.position;
    }
  }
  return {};
}

Result<void> OpenVault::note_configuration(const Digest& digest) {
  constexpr auto kind = audit::EntryKind::configuration_changed;
  LV_TRY(last, newest_own(kind));
  if (last && std::get<audit::SystemBody>(last->body).digest == digest) return {};
  audit::SystemBody body;
  body.digest = digest;
  return append_own(std::vector<audit::Entry>(1, own_entry(kind, body)));
}

} // namespace lv::vault
