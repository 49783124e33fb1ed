// Folders: what lies where in a data folder.
#pragma once

#include "leadvault/vault/open.hpp"

#include <filesystem>

namespace lv::vault {

class Folders {
public:
  explicit Folders(std::filesystem::path data) : data_(std::move(data)) {}

  // With a keyring the folder is a vault. While one is made, its keyring has another name.
  std::filesystem::path keyring(VaultStage stage = VaultStage::made) const {
    return data_ / (stage == VaultStage::made ? "keyring.lvk" : "keyring.making");
  }
  std::filesystem::path database() const { return data_ / "store.db"; }
  std::filesystem::path log() const { return data_ / "audit"; }
  std::filesystem::path index() const { return data_ / "audit-index.db"; }

private:
  std::filesystem::path data_;
};

} // namespace lv::vault
