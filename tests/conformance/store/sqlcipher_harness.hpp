// A store in a folder of its own, removed at the end; and its file as SQLite sees it.
#pragma once

#include "store_suite.hpp"

#include <sqlite3.h>
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

inline sqlite3* open_raw(const std::string& path, std::initializer_list<std::string> statements) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
  for (const auto& text : statements)
    REQUIRE(sqlite3_exec(db, text.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  return db;
}

inline std::string key_pragma() { return "PRAGMA key = \"x'" + to_hex(filled(32, 1)) + "'\""; }

// Every page as SQLite sees it after decryption, free pages included.
inline Bytes decrypted_pages(const std::string& path) {
  sqlite3* db = open_raw(path, {key_pragma(), "SELECT count(*) FROM sqlite_master"});
  sqlite3_int64 size = 0;
  unsigned char* image = sqlite3_serialize(db, "main", &size, 0);
  REQUIRE(image != nullptr);
  Bytes out(image, image + size);
  sqlite3_free(image);
  sqlite3_close(db);
  return out;
}

inline bool contains(const Bytes& where, const Bytes& what) {
  return std::search(where.begin(), where.end(), what.begin(), what.end()) != where.end();
}

} // namespace lv::store::suite
