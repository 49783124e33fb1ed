// Seals of the store's rows: which bytes each seal covers (keys/FORMATS.md) and their check.
// A row whose seal does not verify is refused before anything looks at it.
#pragma once

#include "leadvault/keys/keyring.hpp"
#include "leadvault/store/rows.hpp"

namespace lv::vault {

class Seals {
public:
  explicit Seals(std::shared_ptr<const keys::Keyring> keyring) : keyring_(std::move(keyring)) {}

  // Fills seal and consent_seal for the row's present content and position.
  Result<void> seal(store::LeadRow& row) const;
  Result<void> verify(const store::LeadRow& row) const;

  void seal(store::TenantRow& row) const;
  void seal(store::PrincipalRow& row) const;
  void seal(store::CredentialRow& row) const;
  Result<void> verify(const store::TenantRow& row) const;
  Result<void> verify(const store::PrincipalRow& row) const;
  Result<void> verify(const store::CredentialRow& row) const;

private:
  const Secret& key() const { return keyring_->active(keys::KeyKind::state).key; }
  std::shared_ptr<const keys::Keyring> keyring_;
};

} // namespace lv::vault
