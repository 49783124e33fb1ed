#include "vault/key_room.hpp"

namespace lv::vault {

Result<std::shared_ptr<const KeyRoom::Room>> KeyRoom::room(TenantId tenant) {
  std::lock_guard lock(mutex_);
  if (const auto found = rooms_.find(tenant); found != rooms_.end()) return found->second;
  LV_TRY(rows, store_.wrapped_keys(tenant));
  auto opened = std::make_shared<Room>();
  std::map<std::uint16_t, std::uint32_t> newest;
  std::uint32_t newest_tenant_term = 0;
  for (const auto& row : rows) {
    if (row.kind == store::KeyKind::tenant) {
      if (row.term <= newest_tenant_term) continue;
      LV_TRY(key, keys_.open_tenant_key(tenant, row.term, row.blob));
      opened->tenant = std::move(key);
      newest_tenant_term = row.term;
    } else if (row.term > newest[row.owner]) {
      LV_TRY(key, keys_.open_index_key(tenant, row.owner, row.term, row.blob));
      opened->indexes[row.owner] = std::move(key);
      newest[row.owner] = row.term;
    }
  }
  if (!opened->tenant) return LV_FAIL(integrity, "the tenant has no key in the store");
  std::shared_ptr<const Room> ready = opened;
  if (rooms_.size() >= rooms_max_) rooms_.clear(); // whoever holds a key keeps it; the rest reopen
  rooms_.emplace(tenant, ready);
  return ready;
}

std::size_t KeyRoom::tenants_kept() const {
  std::lock_guard lock(mutex_);
  return rooms_.size();
}

Result<std::shared_ptr<const keys::TenantKey>> KeyRoom::tenant_key(TenantId tenant) {
  LV_TRY(found, room(tenant));
  return found->tenant;
}

Result<std::shared_ptr<const keys::IndexKey>> KeyRoom::index_key(TenantId tenant,
                                                                 std::uint16_t index) {
  LV_TRY(found, room(tenant));
  const auto key = found->indexes.find(index);
  if (key == found->indexes.end()) {
    return LV_FAIL(integrity, "the tenant has no key for this index in the store");
  }
  return key->second;
}

Result<std::vector<store::WrappedKeyRow>>
KeyRoom::make(TenantId tenant, const std::vector<std::uint16_t>& indexes) const {
  std::vector<store::WrappedKeyRow> rows;
  LV_TRY(tenant_row, keys_.make_tenant_key(tenant, 1));
  rows.push_back({tenant, store::KeyKind::tenant, 0, 1, std::move(tenant_row.wrapped)});
  for (const auto index : indexes) {
    LV_TRY(index_row, keys_.make_index_key(tenant, index, 1));
    rows.push_back({tenant, store::KeyKind::index, index, 1, std::move(index_row.wrapped)});
  }
  return rows;
}

} // namespace lv::vault
