// The policies in force: replaced whole, once their text is durable in the log.
#include "vault/entries.hpp"

#include "leadvault/vault/open.hpp"

namespace lv::vault {

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
OpenVault::replace_policies(std::shared_ptr<const policy::Policies> policies,
                            const std::optional<policy::Caller>& by) {
  const std::lock_guard lock(policies_mutex_);
  if (policies->catalogue_digest() != decider_->catalogue())
    return LV_FAIL(conflict, "the catalogue has changed too, which takes a restart");
  if (policies->digest() == decider_->policy_set()) return Policies::unchanged;
  audit::Append append;
  append.entries = policy_entries(*policies);
  if (by) {
    for (auto& entry : append.entries) name_caller(entry, *by);
    expect_caller(append, *by); // what was revoked meanwhile changes nothing
  }
  LV_TRY(logged, audit_->append_blocking(std::move(append)));
  if (logged.empty()) return LV_FAIL(internal, "the policies were not logged");
  take_policy_position(std::move(policies));
  return Policies::replaced;
}

void OpenVault::take_policy_position(std::shared_ptr<const policy::Policies> policies) {
  decider_->replace(std::move(policies), audit_->mark(audit::policy_set_object));
}

} // namespace lv::vault
