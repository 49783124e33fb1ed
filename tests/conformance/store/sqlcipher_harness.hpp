// A store in a folder of its own, removed at the end.
#pragma once

#include "store_suite.hpp"

#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace lv::store::suite {

inline Secret test_key(std::uint8_t seed) {
  Bytes bytes = filled(32, seed);
  return Secret::copy_of(bytes);
}

class SqlcipherHarness final : public Harness {
public:
  SqlcipherHarness() {
    std::string pattern = std::filesystem::temp_directory_path() / "lv_store_XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    options_.path = folder_ + "/store.db";
    options_.installation = InstallationId{{1, 2, 3}};
    options_.cache_kib = 4 * 1024;
  }
  ~SqlcipherHarness() override { std::filesystem::remove_all(folder_); }
  std::unique_ptr<Store> create() override { return open(OpenMode::create_new); }
  std::unique_ptr<Store> reopen() override { return open(OpenMode::open_existing); }

  Result<std::unique_ptr<Store>> attempt(OpenMode mode) {
    return open_sqlcipher_store(options_, test_key(1), mode);
  }
  SqlcipherOptions& options() { return options_; }
  const std::string& path() const { return options_.path; }

private:
  std::unique_ptr<Store> open(OpenMode mode) {
    auto store = attempt(mode);
    if (!store) FAIL(store.error().what());
    return std::move(*store);
  }
  std::string folder_;
  SqlcipherOptions options_;
};

} // namespace lv::store::suite
