// KeyRoom: the tenant's opened keys. Wrapped rows come from the store once per process; new ones
// are made here and stored with the tenant. Thread safe. Never keeps a lead key.
#pragma once

#include "leadvault/keys/tenant_keys.hpp"
#include "leadvault/store/store.hpp"

#include <map>
#include <mutex>

namespace lv::vault {

class KeyRoom {
public:
  KeyRoom(store::Store& store, keys::TenantKeys& keys) : store_(store), keys_(keys) {}

  Result<std::shared_ptr<const keys::TenantKey>> tenant_key(TenantId tenant);
  Result<std::shared_ptr<const keys::IndexKey>> index_key(TenantId tenant, std::uint16_t index);

  // Wrapped rows of a new tenant: its tenant key and one key per index of the catalogue.
  Result<std::vector<store::WrappedKeyRow>> make(TenantId tenant,
                                                 const std::vector<std::uint16_t>& indexes) const;

private:
  struct Room {
    std::shared_ptr<const keys::TenantKey> tenant;
    std::map<std::uint16_t, std::shared_ptr<const keys::IndexKey>> indexes;
  };
  Result<std::shared_ptr<const Room>> room(TenantId tenant);

  store::Store& store_;
  keys::TenantKeys& keys_;
  std::mutex mutex_;
  std::map<TenantId, std::shared_ptr<const Room>> rooms_;
};

} // namespace lv::vault
