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

Result<void> make_data_folder(const Folders& folders, const std::filesystem::path& data) {
  std::error_code error;
  if (std::filesystem::exists(folders.keyring(), error)) {
    return LV_FAIL(conflict, "this data folder already holds a vault");
  }
  LV_CHECK(make_folder(data));
  if (::chmod(data.c_str(), 0700) != 0) {
    return LV_FAIL(io, "the data folder cannot be closed to others");
  }
  return {};
}

} // namespace

Result<Initialised> init_vault(VaultOptions options, keys::RootProvider& provider,
                               std::shared_ptr<const lead::Catalogue> catalogue,
                               const Clock& clock) {
  const Folders folders(options.data);
  LV_CHECK(make_data_folder(folders, options.data));
  const auto installation = make_id<InstallTag>();
  LV_TRY(keyring, keys::Keyring::create(installation, clock.now(), provider));
  {
    store::SqlcipherOptions empty;
    empty.path = folders.database().string();
    empty.installation = installation;
    LV_TRY(store, store::open_sqlcipher_store(empty, keyring.active(keys::KeyKind::db).key,
                                              store::OpenMode::create_new));
    store->close();
  }
  // The keyring comes last: without it the folder is not a vault, and init may be repeated.
  LV_CHECK(keyring.save(folders.keyring()));
  LV_TRY(opened, OpenVault::open(std::move(options), provider, std::move(catalogue), clock));
  LV_TRY(key, run_blocking(opened->vault().first_operator()));
  opened->close();
  return Initialised{installation, std::move(key)};
}

} // namespace lv::vault
