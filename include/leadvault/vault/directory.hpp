// Directory: tenants, principals and credentials in memory, loaded from sealed and fresh rows at
// start and replaced after each committed change, so that a revocation counts on the next request.
// Thread safe. Never holds an API key's secret.
#pragma once

#include "leadvault/base/memo.hpp"
#include "leadvault/keys/keyring.hpp"
#include "leadvault/policy/caller.hpp"
#include "leadvault/store/rows.hpp"

#include <map>
#include <set>
#include <shared_mutex>
#include <unordered_map>

namespace lv::vault {

class Directory {
public:
  Directory(std::shared_ptr<const keys::Keyring> keyring, const Clock& clock);

  void put(store::TenantRow row);
  void put(store::PrincipalRow row);
  void put(store::CredentialRow row);

  // A caller for a valid credential; unauthenticated for every fault alike, in the same time.
  Result<policy::Caller> authenticate_api_key(std::string_view text, RequestId request) const;
  Result<policy::Caller> authenticate_certificate(const Digest& spki, RequestId request) const;
  // Whether a credential of any tenant that is neither revoked nor expired has this certificate.
  bool certificate_in_use(const Digest& spki) const;

  std::optional<store::TenantRow> tenant(TenantId tenant) const;
  std::optional<store::TenantRow> tenant_named(std::string_view name) const;
  std::vector<store::TenantRow> tenants() const;
  std::optional<store::PrincipalRow> principal(TenantId tenant, PrincipalId principal) const;
  std::optional<store::PrincipalRow> principal_named(TenantId tenant, std::string_view name) const;
  std::vector<store::PrincipalRow> principals(TenantId tenant) const;
  std::optional<store::CredentialRow> credential(TenantId tenant, CredentialId credential) const;
  std::vector<store::CredentialRow> credentials(TenantId tenant, PrincipalId principal) const;

private:
  // A key that was verified: its credential, and the hash that it was verified against.
  struct Verified {
    CredentialId credential;
    Digest secret_hash{};
  };
  struct DigestHash {
    std::size_t operator()(const Digest& digest) const {
      return digest[0] | std::size_t{digest[1]} << 8U;
    }
  };
  static constexpr std::size_t verified_max = 1024;

  Result<policy::Caller> caller_of(const store::CredentialRow& row, RequestId request) const;
  const store::CredentialRow* verified_row(const Digest& key) const;

  std::shared_ptr<const keys::Keyring> keyring_;
  const Clock& clock_;
  mutable std::shared_mutex mutex_;
  std::map<TenantId, store::TenantRow> tenants_;
  std::unordered_map<PrincipalId, store::PrincipalRow, IdHash> principals_;
  std::unordered_map<CredentialId, store::CredentialRow, IdHash> credentials_;
  std::map<Digest, std::set<CredentialId>> certificates_; // revoked and expired ones too
  mutable Memo<Digest, Verified, DigestHash, verified_max> verified_; // by the SHA-256 of the key
};

} // namespace lv::vault
