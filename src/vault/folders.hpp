// Folders: what lies where in a data folder.
#pragma once

#include <filesystem>

namespace lv::vault {

class Folders {
public:
  explicit Folders(std::filesystem::path data) : data_(std::move(data)) {}

  std::filesystem::path keyring() const { return data_ / "keyring.lvk"; }
  std::filesystem::path database() const { return data_ / "store.db"; }
  std::filesystem::path log() const { return data_ / "audit"; }
  std::filesystem::path index() const { return data_ / "audit-index.db"; }

private:
  std::filesystem::path data_;
};

} // namespace lv::vault
