// KeyRoom: the tenant's opened keys. Wrapped rows come from the store once per process; new ones
// are made here and stored with the tenant. Thread safe. Never keeps a lead key, nor more tenants
// than the memory for secrets has room for.
#pragma once

#include "leadvault/keys/tenant_keys.hpp"
#include "leadvault/store/store.hpp"

#include <map>
#include <mutex>

namespace lv::vault {

class KeyRoom {
public:
  static constexpr std::size_t tenants_max = 1'024; // 4 keys each, of 16,384 secrets in all

  KeyRoom(store::Store& store, keys::TenantKeys& keys, std::size_t rooms_max = tenants_max)
      : store_(store), keys_(keys), rooms_max_(rooms_max) {}

  Result<std::shared_ptr<const keys::TenantKey>> tenant_key(TenantId tenant);
  Result<std::shared_ptr<const keys::IndexKey>> index_key(TenantId tenant, std::uint16_t index);

  // Wrapped rows of a new tenant: its tenant key and one key per index of the catalogue.
  Result<std::vector<store::WrappedKeyRow>> make(TenantId tenant,
                                                 const std::vector<std::uint16_t>& indexes) const;

  std::size_t tenants_kept() const;

private:
  struct Room {
    std::shared_ptr<const keys::TenantKey> tenant;
    std::map<std::uint16_t, std::shared_ptr<const keys::IndexKey>> indexes;
  };
  Result<std::shared_ptr<const Room>> room(TenantId tenant);

  store::Store& store_;
  keys::TenantKeys& keys_;
  std::size_t rooms_max_;
  mutable std::mutex mutex_;
  std::map<TenantId, std::shared_ptr<const Room>> rooms_;
};

} // namespace lv::vault
