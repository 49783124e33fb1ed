#include "leadvault/vault/open.hpp"

#include "vault/actions.hpp"
#include "vault/folders.hpp"
#include "vault/seals.hpp"
#include "vault/state.hpp"

#include "leadvault/base/log.hpp"

#include <algorithm>

namespace lv::vault {
namespace {

constexpr std::size_t key_cache_entries = 4'096;

// A row that is not the newest one the log knows, or whose seal fails, stops the start: a revoked
// key or a removed principal must not come back with an old page.
template <class Row>
Result<void> check_row(const Seals& seals, const audit::AuditLog& log, const Row& row,
                       const ByteArray<16>& object) {
  LV_CHECK(seals.verify(row));
  if (log.freshness(object, row.position) != audit::Freshness::fresh) {
    return LV_FAIL(stale_state, "the store holds an older tenant, principal or credential");
  }
  return {};
}

// A tenant is made with a key for each index there is. Of one that came later it has none, nor any
// token of the leads it had by then: a search by it would find nothing of them, and not say so.
Result<void> check_index_keys(const std::vector<store::WrappedKeyRow>& keys,
                              const lead::Catalogue& catalogue) {
  const auto has_key = [&keys](const lead::IndexDef& index) {
    return std::any_of(keys.begin(), keys.end(), [&index](const store::WrappedKeyRow& row) {
      return row.kind == store::KeyKind::index && row.owner == index.id;
    });
  };
  const auto& indexes = catalogue.indexes();
  if (std::all_of(indexes.begin(), indexes.end(), has_key)) return {};
  return LV_FAIL(config,
                 "indexes.toml has an index that came after the tenants: take it out again");
}

} // namespace

audit::AuditKeys audit_keys(const keys::Keyring& keyring) {
  const auto by_term = [&keyring](keys::KeyKind kind) {
    return [&keyring, kind](std::uint32_t term) -> Result<audit::TermKey> {
      LV_TRY(found, keyring.by_term(kind, term));
      return audit::TermKey{found.term, &found.key};
    };
  };
  const auto active = [&keyring](keys::KeyKind kind) {
    const auto found = keyring.active(kind);
    return audit::TermKey{found.term, &found.key};
  };
  audit::AuditKeys keys;
  keys.frame = active(keys::KeyKind::audit_enc);
  keys.frame_by_term = by_term(keys::KeyKind::audit_enc);
  keys.sign = active(keys::KeyKind::audit_sign);
  keys.state = active(keys::KeyKind::state);
  keys.state_by_term = by_term(keys::KeyKind::state);
  for (const auto& term : keyring.terms(keys::KeyKind::audit_sign)) {
    if (term.key.empty()) continue;
    auto signer = crypto::SigningKey::from_seed(term.key);
    if (signer) keys.signers.push_back(signer->public_key());
  }
  return keys;
}

OpenVault::~OpenVault() { close(); }

void OpenVault::close() {
  if (store_) store_->close();
  if (index_) index_->close();
  if (audit_) audit_->close();
}

Result<std::unique_ptr<OpenVault>> OpenVault::open(VaultOptions options,
                                                   keys::RootProvider& provider,
                                                   std::shared_ptr<const policy::Policies> policies,
                                                   const Clock& clock) {
  std::unique_ptr<OpenVault> opened(new OpenVault);
  opened->clock_ = &clock;
  opened->catalogue_ = policies->shared_catalogue();
  opened->decider_ = std::make_unique<policy::CedarDecider>(std::move(policies), clock);
  LV_CHECK(opened->open_parts(std::move(options), provider));
  return opened;
}

Result<void> OpenVault::open_parts(VaultOptions options, keys::RootProvider& provider) {
  const Folders folders(options.data);
  LV_TRY(keyring, keys::Keyring::open(folders.keyring(options.stage), provider));
  keyring_ = std::make_shared<const keys::Keyring>(std::move(keyring));
  tenant_keys_ = std::make_unique<keys::TenantKeys>(keyring_, key_cache_entries);

  store::SqlcipherOptions store_options;
  store_options.path = folders.database().string();
  store_options.installation = keyring_->installation();
  store_options.readers_max = options.readers + 1; // one to spare for start-up and jobs
  store_options.cache_kib = options.cache_kib;
  store_options.on_integrity = [this](const Error& error) {
    log::failure("damaged-page", error);
    if (vault_) vault_->count_alarm();
  };
  LV_TRY(store, store::open_sqlcipher_store(store_options, keyring_->active(keys::KeyKind::db).key,
                                            store::OpenMode::open_existing));
  store_ = std::move(store);
  LV_TRY(applied, store_->applied());

  audit::AuditOptions log_options;
  log_options.folder = folders.log();
  log_options.installation = keyring_->installation();
  log_options.domain = options.domain;
  log_options.segment_bytes = options.segment_bytes;
  log_options.clock = clock_;
  log_options.open_file = options.open_audit_file;
  log_options.on_poisoned = options.on_poisoned;
  LV_TRY(opened, audit::open_audit_log(
                     std::move(log_options), audit_keys(*keyring_), applied,
                     [this](Position position) { return store_->was_not_applied(position); }));
  audit_ = std::move(opened.log);

  directory_ = std::make_unique<Directory>(keyring_, *clock_);
  vault_ = std::make_unique<Vault>(Parts{*store_, *audit_, *tenant_keys_, keyring_, catalogue_,
                                         *decider_, *directory_, *clock_, options.row_cache_bytes});
  LV_CHECK(recover(opened.recovery));
  LV_CHECK(load_directory());
  audit::IndexSource source{folders.log(), audit_keys(*keyring_), audit_.get()};
  LV_TRY(index,
         audit::open_audit_index(folders.index(), keyring_->active(keys::KeyKind::audit_db).key,
                                 std::move(source)));
  index_ = std::move(index);
  return {};
}

Result<void> OpenVault::load_directory() {
  const Seals seals(keyring_);
  LV_TRY(tenants, store_->tenants());
  for (const auto& tenant : tenants) {
    LV_CHECK(check_row(seals, *audit_, tenant, tenant.tenant.bytes));
    LV_TRY(keys, store_->wrapped_keys(tenant.tenant));
    LV_CHECK(check_index_keys(keys, *catalogue_));
    LV_CHECK(audit_->open_tenant_log(tenant.tenant, tenant.log));
    directory_->put(tenant);
    LV_TRY(principals, store_->principals(tenant.tenant));
    for (const auto& principal : principals) {
      LV_CHECK(check_row(seals, *audit_, principal, principal.principal.bytes));
      directory_->put(principal);
    }
    LV_TRY(credentials, store_->credentials(tenant.tenant));
    for (const auto& credential : credentials) {
      LV_CHECK(check_row(seals, *audit_, credential, credential.credential.bytes));
      directory_->put(credential);
    }
  }
  return {};
}

} // namespace lv::vault
