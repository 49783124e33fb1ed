// Opening a vault on its data folder, in the only order that is safe: keyring, store, log with its
// start-up rules, recovery from the log, directory. And making a new one (`init`).
#pragma once

#include "leadvault/audit/index.hpp"
#include "leadvault/base/folder_lock.hpp"
#include "leadvault/keys/provider.hpp"
#include "leadvault/policy/cedar_decider.hpp"
#include "leadvault/vault/vault.hpp"

#include <filesystem>

namespace lv::vault {

enum class VaultStage { making, made };

struct VaultOptions {
  std::filesystem::path data;
  std::string domain = "leadvault.invalid"; // first part of every checkpoint's origin
  std::size_t segment_bytes = limits::segment_bytes_default;
  std::size_t cache_kib = 256 * 1024;             // of the store, over all its connections
  std::size_t row_cache_bytes = 64 * 1024 * 1024; // of sealed rows kept above it; 0 = none
  std::size_t readers = 2;                        // threads that read at the same time
  audit::FileOpener open_audit_file;              // tests inject faults here
  VaultStage stage = VaultStage::made;
  std::function<void(const char* reason)> on_poisoned;
};

// Everything that makes an opened vault, in the order of construction.
class OpenVault {
public:
  static Result<std::unique_ptr<OpenVault>> open(VaultOptions options, keys::RootProvider& provider,
                                                 std::shared_ptr<const policy::Policies> policies,
                                                 const Clock& clock);
  ~OpenVault();

  Vault& vault() { return *vault_; }
  Directory& directory() { return *directory_; }
  audit::AuditLog& audit() { return *audit_; }
  audit::AuditIndex& index() { return *index_; }
  store::Store& store() { return *store_; }
  const policy::CedarDecider& decider() const { return *decider_; }
  // A system entry of this process's life: started, stopped. Never on an io thread. `started` is
  // stale_state when the log knows a newer keyring than the one that was opened.
  Result<void> announce(audit::EntryKind kind);
  // Decides by these policies from their entry on; unchanged when they are those in force. Never on
  // an io thread. Error: conflict when their catalogue is another, which takes a restart.
  enum class Policies { unchanged, replaced };
  Result<Policies> replace_policies(std::shared_ptr<const policy::Policies> policies,
                                    const std::optional<policy::Caller>& by = {});
  // An entry when the effective configuration is not the one last used. Before it is used.
  Result<void> note_configuration(const Digest& digest);
  void close(); // drains the store, closes index and log; idempotent

private:
  OpenVault() = default;
  Result<void> open_parts(VaultOptions options, keys::RootProvider& provider);
  Result<void> recover(const audit::Recovery& recovery);
  Result<void> load_directory();
  Result<void> count_exports();
  audit::Entry own_entry(audit::EntryKind kind, audit::SystemBody body) const;
  Result<std::vector<audit::IndexedEntry>> ask_index(const audit::IndexQuery& query);
  Result<std::optional<audit::Entry>> newest_own(audit::EntryKind kind);
  Result<void> append_own(std::vector<audit::Entry> entries);
  void take_policy_position(std::shared_ptr<const policy::Policies> policies);
  std::vector<audit::Entry> policy_entries(const policy::Policies& policies) const;

  const Clock* clock_ = nullptr;
  std::shared_ptr<const lead::Catalogue> catalogue_;
  std::shared_ptr<const keys::Keyring> keyring_;
  std::unique_ptr<keys::TenantKeys> tenant_keys_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<audit::AuditLog> audit_;
  std::unique_ptr<audit::AuditIndex> index_;
  std::unique_ptr<policy::CedarDecider> decider_;
  std::mutex policies_mutex_; // one replacement at a time
  std::unique_ptr<Directory> directory_;
  std::unique_ptr<Vault> vault_;
};

// Makes the operator's API key durable, where its owner finds it. It is given once.
using KeyKeeper = std::function<Result<void>(const SecretText& operator_key)>;

// A data folder that is to become a vault, made when absent and held by one process alone. To be
// held before a root key is made for it: of two that make one at once, one would seal under a key
// that the other replaces. Errors: locked, conflict (the folder already holds a vault).
Result<FolderLock> hold_new_folder(const std::filesystem::path& data);

// A new vault in that folder: keyring, store, log, the system tenant and its first operator. It is
// a vault once the key was kept; a crash before leaves nothing that serves, and init can be
// repeated. conflict when the folder already holds a vault.
Result<InstallationId> init_vault(const FolderLock& alone, VaultOptions options,
                                  keys::RootProvider& provider,
                                  std::shared_ptr<const policy::Policies> policies,
                                  const Clock& clock, const KeyKeeper& keep);

// The keys the audit log, its index and a verification need, from the keyring by reference.
audit::AuditKeys audit_keys(const keys::Keyring& keyring);

} // namespace lv::vault
