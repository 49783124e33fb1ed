// RawStore: SQLCipher itself, without the vault: the rows and index rows of leads in the same
// batches, with the vault's settings (raw key, WAL, synchronous=FULL, the same page cache).
#pragma once

#include <cstdint>
#include <filesystem>
#include <random>

struct sqlite3;
struct sqlite3_stmt;

namespace lv::bench {

class RawStore {
public:
  explicit RawStore(const std::filesystem::path& file);
  RawStore(const RawStore&) = delete;
  RawStore& operator=(const RawStore&) = delete;
  ~RawStore();

  void insert_page(std::uint64_t rows); // one durable transaction

private:
  void execute(const char* text);
  void step(sqlite3_stmt* statement);
  void fill(unsigned char* out, std::size_t bytes);

  sqlite3* db_ = nullptr;
  sqlite3_stmt* lead_ = nullptr;
  sqlite3_stmt* token_ = nullptr;
  std::mt19937_64 random_{1};
};

} // namespace lv::bench
