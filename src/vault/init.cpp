// Making a vault: keyring, empty store and log, the system tenant and its first operator.
#include "vault/folders.hpp"

#include "leadvault/base/blocking.hpp"
#include "leadvault/base/folder.hpp"
#include "leadvault/vault/open.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <sys/stat.h>

namespace lv::vault {
namespace {

// What an init that was interrupted left; only where its keyring says that no vault was made yet.
Result<void> remove_unfinished(const Folders& folders) {
  std::error_code error;
  if (!std::filesystem::exists(folders.keyring(VaultStage::making), error)) return {};
  std::filesystem::remove_all(folders.log(), error);
  if (error) return LV_FAIL(io, "an unfinished vault cannot be removed");
  for (const auto& database : {folders.database(), folders.index()}) {
    for (const auto* part : {"", "-wal", "-shm"}) {
      auto path = database;
      path += part;
      std::filesystem::remove(path, error);
      if (error) return LV_FAIL(io, "an unfinished vault cannot be removed");
    }
  }
  return {};
}

Result<void> refuse_vault(const Folders& folders) {
  std::error_code error;
  if (std::filesystem::exists(folders.keyring(VaultStage::made), error))
    return LV_FAIL(conflict, "this data folder already holds a vault");
  return {};
}

// The last step: from here on the folder is a vault.
Result<void> finish(const Folders& folders, const std::filesystem::path& data) {
  std::error_code error;
  std::filesystem::rename(folders.keyring(VaultStage::making), folders.keyring(VaultStage::made),
                          error);
  if (error) return LV_FAIL(io, "the keyring cannot be put in its place");
  return sync_folder(data);
}

} // namespace

// Looked at once it is held: the one that held it before may have made a vault.
Result<FolderLock> hold_new_folder(const std::filesystem::path& data) {
  LV_CHECK(make_folder(data));
  LV_TRY(lock, FolderLock::take_folder(data));
  LV_CHECK(refuse_vault(Folders(data)));
  return std::move(lock);
}

Result<InstallationId> init_vault(const FolderLock& /*alone*/, VaultOptions options,
                                  keys::RootProvider& provider,
                                  std::shared_ptr<const policy::Policies> policies,
                                  const Clock& clock, const KeyKeeper& keep) {
  const Folders folders(options.data);
  LV_CHECK(refuse_vault(folders));
  if (::chmod(options.data.c_str(), 0700) != 0)
    return LV_FAIL(io, "the data folder cannot be made");
  LV_CHECK(remove_unfinished(folders));
  const auto installation = make_id<InstallTag>();
  LV_TRY(keyring, keys::Keyring::create(installation, clock.now(), provider));
  LV_CHECK(keyring.save(folders.keyring(VaultStage::making)));
  {
    store::SqlcipherOptions empty;
    empty.path = folders.database().string();
    empty.installation = installation;
    LV_TRY(store, store::open_sqlcipher_store(empty, keyring.active(keys::KeyKind::db).key,
                                              store::OpenMode::create_new));
    store->close();
  }
  const auto data = options.data;
  options.stage = VaultStage::making;
  LV_TRY(opened, OpenVault::open(std::move(options), provider, std::move(policies), clock));
  LV_TRY(key, run_blocking(opened->vault().first_operator()));
  LV_CHECK(keep(key));
  opened->close();
  LV_CHECK(finish(folders, data));
  return installation;
}

} // namespace lv::vault
