#include "leadvault/vault/directory.hpp"

#include "leadvault/crypto/hash.hpp"
#include "leadvault/crypto/token.hpp"

#include <algorithm>
#include <mutex>

namespace lv::vault {
namespace {

Error refused() { return LV_FAIL(unauthenticated, "no valid credential was presented"); }

} // namespace

Directory::Directory(std::shared_ptr<const keys::Keyring> keyring, const Clock& clock)
    : keyring_(std::move(keyring)), clock_(clock) {}

void Directory::put(store::TenantRow row) {
  std::unique_lock lock(mutex_);
  tenants_.insert_or_assign(row.tenant, std::move(row));
}

void Directory::put(store::PrincipalRow row) {
  std::unique_lock lock(mutex_);
  const auto id = row.principal;
  principals_.insert_or_assign(id, std::move(row));
}

void Directory::put(store::CredentialRow row) {
  std::unique_lock lock(mutex_);
  const auto id = row.credential;
  if (row.kind == store::CredentialKind::client_certificate)
    certificates_[row.secret_hash].insert(id);
  credentials_.insert_or_assign(id, std::move(row));
}

// The row that a key was verified against, if it is still of this credential and this secret;
// whether it may be used now is asked each time.
const store::CredentialRow* Directory::verified_row(const Digest& key) const {
  const auto verified = verified_.find(key);
  if (!verified) return nullptr;
  const auto found = credentials_.find(verified->credential);
  if (found == credentials_.end() || found->second.secret_hash != verified->secret_hash)
    return nullptr;
  return &found->second;
}

// Every path to a refusal hashes the presented secret once and compares once, so that its time does
// not tell whether the credential exists. Only who holds a key gets past that.
Result<policy::Caller> Directory::authenticate_api_key(std::string_view text,
                                                       RequestId request) const {
  const auto digest = crypto::sha256(bytes_of(text));
  std::shared_lock lock(mutex_);
  if (const auto* row = verified_row(digest)) return caller_of(*row, request);
  const auto key = crypto::parse_api_key(text);
  if (!key) return refused();
  const auto found = credentials_.find(key->credential);
  const bool known =
      found != credentials_.end() && found->second.kind == store::CredentialKind::api_key;
  static const store::CredentialRow nobody{};
  const auto& row = known ? found->second : nobody;
  auto term = keyring_->by_term(keys::KeyKind::token, row.token_term);
  const auto token_key = term ? *term : keyring_->active(keys::KeyKind::token);
  const bool matches = crypto::api_key_matches(token_key.key, *key, row.secret_hash);
  if (!known || !matches || !term) return refused();
  verified_.put(digest, {row.credential, row.secret_hash});
  return caller_of(row, request);
}

Result<policy::Caller> Directory::authenticate_certificate(const Digest& spki,
                                                           RequestId request) const {
  std::shared_lock lock(mutex_);
  const auto found = certificates_.find(spki);
  Result<policy::Caller> caller = refused();
  if (found == certificates_.end()) return caller;
  for (const auto& id : found->second) {
    auto one = caller_of(credentials_.at(id), request);
    if (!one) continue;
    if (caller) return refused(); // bound twice at the same moment: nobody's, rather than a guess
    caller = std::move(one);
  }
  return caller;
}

bool Directory::certificate_in_use(const Digest& spki) const {
  std::shared_lock lock(mutex_);
  const auto found = certificates_.find(spki);
  if (found == certificates_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(), [this](const auto& id) {
    const auto& row = credentials_.at(id);
    return row.standing == store::Standing::active && row.expires_at > clock_.now();
  });
}

Result<policy::Caller> Directory::caller_of(const store::CredentialRow& row,
                                            RequestId request) const {
  if (row.standing != store::Standing::active || row.expires_at <= clock_.now()) return refused();
  const auto principal = principals_.find(row.principal);
  if (principal == principals_.end() || principal->second.tenant != row.tenant ||
      principal->second.standing != store::Standing::active) {
    return refused();
  }
  policy::Caller caller;
  caller.tenant = row.tenant;
  caller.kind = principal->second.kind;
  caller.principal = row.principal;
  caller.credential = row.credential;
  caller.request = request;
  const auto& roles = principal->second.roles;
  caller.roles.assign(roles.begin(), roles.end());
  for (const auto purpose : row.purposes) caller.purposes.push_back(lead::PurposeId{purpose});
  caller.principal_position = principal->second.position;
  caller.credential_position = row.position;
  caller.expires_at = row.expires_at;
  return caller;
}

std::optional<store::TenantRow> Directory::tenant(TenantId tenant) const {
  std::shared_lock lock(mutex_);
  const auto found = tenants_.find(tenant);
  if (found == tenants_.end()) return std::nullopt;
  return found->second;
}

std::optional<store::TenantRow> Directory::tenant_named(std::string_view name) const {
  std::shared_lock lock(mutex_);
  for (const auto& [id, row] : tenants_) {
    if (row.name == name) return row;
  }
  return std::nullopt;
}

std::vector<store::TenantRow> Directory::tenants() const {
  std::shared_lock lock(mutex_);
  std::vector<store::TenantRow> all;
  for (const auto& [id, row] : tenants_) all.push_back(row);
  return all;
}

std::optional<store::PrincipalRow> Directory::principal(TenantId tenant,
                                                        PrincipalId principal) const {
  std::shared_lock lock(mutex_);
  const auto found = principals_.find(principal);
  if (found == principals_.end() || found->second.tenant != tenant) return std::nullopt;
  return found->second;
}

std::optional<store::PrincipalRow> Directory::principal_named(TenantId tenant,
                                                              std::string_view name) const {
  std::shared_lock lock(mutex_);
  for (const auto& [id, row] : principals_) {
    if (row.tenant == tenant && row.name == name) return row;
  }
  return std::nullopt;
}

std::vector<store::PrincipalRow> Directory::principals(TenantId tenant) const {
  std::shared_lock lock(mutex_);
  std::vector<store::PrincipalRow> all;
  for (const auto& [id, row] : principals_) {
    if (row.tenant == tenant) all.push_back(row);
  }
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.principal < b.principal; });
  return all;
}

std::optional<store::CredentialRow> Directory::credential(TenantId tenant,
                                                          CredentialId credential) const {
  std::shared_lock lock(mutex_);
  const auto found = credentials_.find(credential);
  if (found == credentials_.end() || found->second.tenant != tenant) return std::nullopt;
  return found->second;
}

std::vector<store::CredentialRow> Directory::credentials(TenantId tenant,
                                                         PrincipalId principal) const {
  std::shared_lock lock(mutex_);
  std::vector<store::CredentialRow> all;
  for (const auto& [id, row] : credentials_) {
    if (row.tenant == tenant && row.principal == principal) all.push_back(row);
  }
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.credential < b.credential; });
  return all;
}

} // namespace lv::vault
