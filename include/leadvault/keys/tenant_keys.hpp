// Tenant, index and lead keys (keys/HIERARCHY.md): random, stored by the caller as wrapped keys.
// TenantKeys keeps opened tenant and index keys in a bounded cache. Thread safe.
// Never stores anything, never caches a lead key.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/base/secret.hpp"
#include "leadvault/keys/keyring.hpp"

#include <list>
#include <map>
#include <memory>
#include <mutex>

namespace lv::keys {

struct TenantKey {
  TenantId tenant;
  std::uint32_t term = 0; // this tenant key's own term, from 1
  KeyId id;
  Secret key;
};

struct IndexKey {
  TenantId tenant;
  std::uint16_t index = 0; // permanent number of the catalogue
  std::uint32_t term = 0;
  KeyId id;
  Secret key;
};

// A wrapped key ready to be stored: 126 bytes, with the term of the key that wraps it.
struct WrappedRow {
  KeyId id;
  std::uint32_t wrapping_term = 0;
  Bytes wrapped;
};

struct NewLeadKey {
  WrappedRow row;
  Secret key;
};

class TenantKeys {
public:
  explicit TenantKeys(std::shared_ptr<const Keyring> keyring, std::size_t cache_entries_max = 4096);

  InstallationId installation() const;

  // `term` is the new key's own term: 1 for a new tenant or index, the next at each rotation.
  Result<WrappedRow> make_tenant_key(TenantId tenant, std::uint32_t term) const;
  Result<WrappedRow> make_index_key(TenantId tenant, std::uint16_t index, std::uint32_t term) const;

  // Errors: malformed, unknown_version, not_found (the wrapping term is gone), wrong_key,
  // integrity.
  Result<std::shared_ptr<const TenantKey>> open_tenant_key(TenantId tenant, std::uint32_t term,
                                                           ByteView wrapped);
  Result<std::shared_ptr<const IndexKey>> open_index_key(TenantId tenant, std::uint16_t index,
                                                         std::uint32_t term, ByteView wrapped);

  Result<NewLeadKey> make_lead_key(const TenantKey& tenant_key, LeadId lead) const;
  Result<Secret> open_lead_key(const TenantKey& tenant_key, LeadId lead, ByteView wrapped) const;

  void forget(TenantId tenant); // drops its cached keys; holders of one keep theirs
  std::size_t cached() const;

private:
  struct Slot {
    TenantId tenant;
    std::uint32_t own_term = 0;
    std::uint32_t index = 0; // 0: a tenant key
    KeyId id;
    auto operator<=>(const Slot&) const = default;
  };
  struct Entry {
    Slot slot;
    std::shared_ptr<const void> key;
  };

  std::shared_ptr<const void> find(const Slot& slot);
  void keep(const Slot& slot, std::shared_ptr<const void> key);
  Result<Secret> unwrap(const Slot& slot, ByteView wrapped) const;

  std::shared_ptr<const Keyring> keyring_;
  std::size_t entries_max_;
  mutable std::mutex mutex_;
  std::list<Entry> recent_; // newest first
  std::map<Slot, std::list<Entry>::iterator> by_slot_;
};

} // namespace lv::keys
