// Writes of the directory: each logged, stored sealed, then put into memory. The permission was
// given before; here is only the doing.
#pragma once

#include "leadvault/vault/vault.hpp"

namespace lv::vault {

// What a write is to the log: its kind, a detail, the position the decision saw.
struct DirectoryChange {
  audit::EntryKind kind{};
  Digest policy_set{}; // that permitted it
  std::uint16_t detail = 0;
  Position before;                           // zero for a new object
  std::optional<store::IdempotencyRow> once; // what an idempotent request leaves
};

// With the tenant's wrapped keys, made here.
Task<store::TenantRow> add_tenant(Vault::State& state, const policy::Caller& caller,
                                  const Digest& policy_set, store::TenantRow row,
                                  std::optional<store::IdempotencyRow> once);
Task<store::PrincipalRow> write_principal(Vault::State& state, const policy::Caller& caller,
                                          store::PrincipalRow row, DirectoryChange change);
Task<store::CredentialRow> write_credential(Vault::State& state, const policy::Caller& caller,
                                            store::CredentialRow row, DirectoryChange change);

// A fresh API key into `row`; the text is shown once and kept nowhere.
SecretText give_api_key(const Vault::State& state, store::CredentialRow& row);

} // namespace lv::vault
