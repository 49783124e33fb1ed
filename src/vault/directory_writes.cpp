#include "vault/directory_writes.hpp"

#include "vault/committing.hpp"
#include "vault/entries.hpp"
#include "vault/state.hpp"

#include "leadvault/crypto/token.hpp"

namespace lv::vault {
namespace {

Result<void> put(store::Transaction& transaction, const store::PrincipalRow& row) {
  return transaction.put_principal(row);
}

Result<void> put(store::Transaction& transaction, const store::CredentialRow& row) {
  return transaction.put_credential(row);
}

template <class Row, class Put>
Task<Row> write_row(Vault::State& state, const policy::Caller& caller, audit::Entry entry,
                    ByteArray<16> object, DirectoryChange change, Row row, Put put_row) {
  auto shared = std::make_shared<Row>(std::move(row));
  Commit write;
  write.append.entries.push_back(std::move(entry));
  write.append.expectations.push_back({object, change.before});
  write.append.touches.push_back(object);
  expect_caller(write.append, caller);
  write.once = std::move(change.once);
  write.job = [&state, shared, put_row](store::Transaction& transaction, Position position) {
    shared->position = position;
    state.seals.seal(*shared);
    return put_row(transaction, *shared);
  };
  LV_CO_TRY(committed, co_await commit(state, std::move(write)));
  if (committed.logged.empty()) co_return LV_FAIL(internal, "a change was not logged");
  state.parts.directory.put(*shared);
  co_return *shared;
}

audit::Entry object_entry(const Vault::State& state, const policy::Caller& caller, TenantId tenant,
                          ByteArray<16> object, const DirectoryChange& change) {
  auto entry = entry_for(state, caller, change.policy_set, change.kind,
                         audit::ObjectBody{object, change.detail});
  entry.tenant = tenant;
  return entry;
}

template <class Row>
Task<Row> write_in_tenant(Vault::State& state, const policy::Caller& caller, Row row,
                          ByteArray<16> object, DirectoryChange change) {
  auto put_row = [](store::Transaction& transaction, const Row& it) {
    return put(transaction, it);
  };
  auto entry = object_entry(state, caller, row.tenant, object, change);
  co_return co_await write_row(state, caller, std::move(entry), object, std::move(change),
                               std::move(row), put_row);
}

} // namespace

Task<store::TenantRow> add_tenant(Vault::State& state, const policy::Caller& caller,
                                  const Digest& policy_set, store::TenantRow row,
                                  std::optional<store::IdempotencyRow> once) {
  std::vector<std::uint16_t> indexes;
  for (const auto& index : state.parts.catalogue->indexes()) indexes.push_back(index.id);
  LV_CO_TRY(wrapped, state.keys.make(row.tenant, indexes));
  LV_CO_CHECK(state.parts.audit.open_tenant_log(row.tenant, row.log));
  auto keys = std::make_shared<std::vector<store::WrappedKeyRow>>(std::move(wrapped));
  auto put_row = [keys](store::Transaction& transaction,
                        const store::TenantRow& tenant) -> Result<void> {
    LV_CHECK(transaction.put_tenant(tenant));
    for (const auto& key : *keys) LV_CHECK(transaction.put_wrapped_key(key));
    return Result<void>();
  };
  DirectoryChange change{audit::EntryKind::tenant_created, policy_set, 0, Position{},
                         std::move(once)};
  const auto object = row.tenant.bytes;
  auto entry = object_entry(state, caller, system_tenant, object, change);
  co_return co_await write_row(state, caller, std::move(entry), object, std::move(change),
                               std::move(row), put_row);
}

Task<store::PrincipalRow> write_principal(Vault::State& state, const policy::Caller& caller,
                                          store::PrincipalRow row, DirectoryChange change) {
  const auto object = row.principal.bytes;
  co_return co_await write_in_tenant(state, caller, std::move(row), object, std::move(change));
}

Task<store::CredentialRow> write_credential(Vault::State& state, const policy::Caller& caller,
                                            store::CredentialRow row, DirectoryChange change) {
  const auto object = row.credential.bytes;
  co_return co_await write_in_tenant(state, caller, std::move(row), object, std::move(change));
}

SecretText give_api_key(const Vault::State& state, store::CredentialRow& row) {
  const auto key = crypto::make_api_key(row.credential);
  const auto token = state.parts.keyring->active(keys::KeyKind::token);
  row.kind = store::CredentialKind::api_key;
  row.token_term = token.term;
  row.secret_hash = crypto::api_key_hash(token.key, key);
  return crypto::encode_api_key(key);
}

} // namespace lv::vault
