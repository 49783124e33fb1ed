#include "leadvault/keys/tenant_keys.hpp"

#include "leadvault/crypto/wrapped_key.hpp"

namespace lv::keys {

namespace {

// Owners (keys/FORMATS.md §2.2): a tenant or index key is bound to its own term, so that an old
// term's row put back under a newer number does not open.
Bytes owner_of(std::uint32_t index, std::uint32_t own_term) {
  ByteWriter out;
  if (index != 0) out.u16(static_cast<std::uint16_t>(index));
  out.u32(own_term);
  return out.take();
}

KeyKind wrapping_kind(std::uint32_t index) {
  return index == 0 ? KeyKind::tenant_wrap : KeyKind::index_wrap;
}

Result<WrappedRow> make(const Keyring& ring, TenantId tenant, std::uint32_t index,
                        std::uint32_t term) {
  if (term == 0) return LV_FAIL(invalid, "key terms start at 1");
  const KeyRef wrapping = ring.active(wrapping_kind(index));
  const Bytes owner = owner_of(index, term);
  const KeyId id = make_id<KeyTag>();
  const crypto::WrapContext context{
      ring.installation(), index == 0 ? "tenant" : "index", tenant, owner, id, wrapping.term};
  LV_TRY(wrapped, crypto::wrap_key(wrapping.key, context, Secret::random(32)));
  return WrappedRow{id, wrapping.term, std::move(wrapped)};
}

crypto::WrapContext lead_context(const Keyring& ring, const TenantKey& tenant_key,
                                 const LeadId& lead, KeyId id) {
  return {ring.installation(), "lead", tenant_key.tenant, lead.view(), id, tenant_key.term};
}

} // namespace

TenantKeys::TenantKeys(std::shared_ptr<const Keyring> keyring, std::size_t cache_entries_max)
    : keyring_(std::move(keyring)), entries_max_(cache_entries_max) {}

InstallationId TenantKeys::installation() const { return keyring_->installation(); }

Result<WrappedRow> TenantKeys::make_tenant_key(TenantId tenant, std::uint32_t term) const {
  return make(*keyring_, tenant, 0, term);
}

Result<WrappedRow> TenantKeys::make_index_key(TenantId tenant, std::uint16_t index,
                                              std::uint32_t term) const {
  if (index == 0) return LV_FAIL(invalid, "index numbers start at 1");
  return make(*keyring_, tenant, index, term);
}

Result<Secret> TenantKeys::unwrap(const Slot& slot, ByteView wrapped) const {
  LV_TRY(header, crypto::parse_wrapped_key(wrapped));
  LV_TRY(wrapping, keyring_->by_term(wrapping_kind(slot.index), header.term));
  const Bytes owner = owner_of(slot.index, slot.own_term);
  const crypto::WrapContext context{keyring_->installation(),
                                    slot.index == 0 ? "tenant" : "index",
                                    slot.tenant,
                                    owner,
                                    slot.id,
                                    header.term};
  return crypto::unwrap_key(wrapping.key, context, wrapped);
}

Result<std::shared_ptr<const TenantKey>>
TenantKeys::open_tenant_key(TenantId tenant, std::uint32_t term, ByteView wrapped) {
  LV_TRY(header, crypto::parse_wrapped_key(wrapped));
  const Slot slot{tenant, term, 0, header.key_id};
  if (auto kept = find(slot)) return std::static_pointer_cast<const TenantKey>(kept);
  LV_TRY(key, unwrap(slot, wrapped));
  auto opened =
      std::make_shared<const TenantKey>(TenantKey{tenant, term, header.key_id, std::move(key)});
  keep(slot, opened);
  return opened;
}

Result<std::shared_ptr<const IndexKey>> TenantKeys::open_index_key(TenantId tenant,
                                                                   std::uint16_t index,
                                                                   std::uint32_t term,
                                                                   ByteView wrapped) {
  if (index == 0) return LV_FAIL(invalid, "index numbers start at 1");
  LV_TRY(header, crypto::parse_wrapped_key(wrapped));
  const Slot slot{tenant, term, index, header.key_id};
  if (auto kept = find(slot)) return std::static_pointer_cast<const IndexKey>(kept);
  LV_TRY(key, unwrap(slot, wrapped));
  auto opened = std::make_shared<const IndexKey>(
      IndexKey{tenant, index, term, header.key_id, std::move(key)});
  keep(slot, opened);
  return opened;
}

Result<NewLeadKey> TenantKeys::make_lead_key(const TenantKey& tenant_key, LeadId lead) const {
  if (lead.is_zero()) return LV_FAIL(invalid, "a lead key needs a lead");
  const KeyId id = make_id<KeyTag>();
  Secret key = Secret::random(32);
  const auto context = lead_context(*keyring_, tenant_key, lead, id);
  LV_TRY(wrapped, crypto::wrap_key(tenant_key.key, context, key));
  return NewLeadKey{{id, tenant_key.term, std::move(wrapped)}, std::move(key)};
}

Result<Secret> TenantKeys::open_lead_key(const TenantKey& tenant_key, LeadId lead,
                                         ByteView wrapped) const {
  LV_TRY(header, crypto::parse_wrapped_key(wrapped));
  const auto context = lead_context(*keyring_, tenant_key, lead, header.key_id);
  return crypto::unwrap_key(tenant_key.key, context, wrapped);
}

std::shared_ptr<const void> TenantKeys::find(const Slot& slot) {
  std::lock_guard lock(mutex_);
  const auto at = by_slot_.find(slot);
  if (at == by_slot_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, at->second);
  return at->second->key;
}

void TenantKeys::keep(const Slot& slot, std::shared_ptr<const void> key) {
  std::lock_guard lock(mutex_);
  if (entries_max_ == 0 || by_slot_.contains(slot)) return;
  if (recent_.size() >= entries_max_) {
    by_slot_.erase(recent_.back().slot);
    recent_.pop_back();
  }
  recent_.push_front({slot, std::move(key)});
  by_slot_.emplace(slot, recent_.begin());
}

void TenantKeys::forget(TenantId tenant) {
  std::lock_guard lock(mutex_);
  for (auto at = recent_.begin(); at != recent_.end();) {
    if (at->slot.tenant != tenant) {
      ++at;
      continue;
    }
    by_slot_.erase(at->slot);
    at = recent_.erase(at);
  }
}

std::size_t TenantKeys::cached() const {
  std::lock_guard lock(mutex_);
  return recent_.size();
}

} // namespace lv::keys
