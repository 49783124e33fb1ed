#include "raw_store.hpp"

#include "server_process.hpp"

#include "leadvault/base/id.hpp"

#include <sqlite3.h>

#include <cstring>

namespace lv::bench {
namespace {

constexpr std::size_t row_bytes = 700; // a lead with 8 sealed fields, its key and its seals
constexpr int index_rows = 3;          // e-mail, phone, external id
constexpr std::size_t token_bytes = 16;

constexpr const char* settings = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                                 "PRAGMA cache_size=-262144; PRAGMA temp_store=MEMORY;"
                                 "PRAGMA wal_autocheckpoint=4096";
constexpr const char* schema =
    "CREATE TABLE leads(tenant BLOB NOT NULL, lead BLOB NOT NULL, row BLOB NOT NULL,"
    " PRIMARY KEY(tenant, lead)) STRICT;"
    "CREATE TABLE tokens(tenant BLOB NOT NULL, idx INTEGER NOT NULL, token BLOB NOT NULL,"
    " lead BLOB NOT NULL, PRIMARY KEY(tenant, idx, token, lead)) STRICT, WITHOUT ROWID";

constexpr unsigned char tenant[16] = {1};

} // namespace

RawStore::RawStore(const std::filesystem::path& file) {
  if (sqlite3_open(file.c_str(), &db_) != SQLITE_OK) throw BenchError("cannot open SQLCipher");
  const std::string key = "x'" + std::string(64, '7') + "'";
  sqlite3_key_v2(db_, "main", key.data(), static_cast<int>(key.size()));
  execute(settings);
  execute(schema);
  if (sqlite3_prepare_v2(db_, "INSERT INTO leads VALUES(?1, ?2, ?3)", -1, &lead_, nullptr) !=
          SQLITE_OK ||
      sqlite3_prepare_v2(db_, "INSERT INTO tokens VALUES(?1, ?2, ?3, ?4)", -1, &token_, nullptr) !=
          SQLITE_OK)
    throw BenchError(sqlite3_errmsg(db_));
}

RawStore::~RawStore() {
  sqlite3_finalize(lead_);
  sqlite3_finalize(token_);
  sqlite3_close(db_);
}

void RawStore::execute(const char* text) {
  if (sqlite3_exec(db_, text, nullptr, nullptr, nullptr) != SQLITE_OK)
    throw BenchError(sqlite3_errmsg(db_));
}

void RawStore::step(sqlite3_stmt* statement) {
  if (sqlite3_step(statement) != SQLITE_DONE) throw BenchError(sqlite3_errmsg(db_));
  sqlite3_reset(statement);
}

void RawStore::fill(unsigned char* out, std::size_t bytes) {
  for (std::size_t at = 0; at < bytes; at += sizeof(std::uint64_t)) {
    const std::uint64_t word = random_();
    std::memcpy(out + at, &word, std::min(sizeof word, bytes - at));
  }
}

void RawStore::insert_page(std::uint64_t rows) {
  unsigned char row[row_bytes];
  unsigned char token[token_bytes];
  execute("BEGIN IMMEDIATE");
  for (std::uint64_t i = 0; i < rows; ++i) {
    const auto lead = make_uuid_v7(); // in order of time, as the vault's
    fill(row, sizeof row);
    sqlite3_bind_blob(lead_, 1, tenant, sizeof tenant, SQLITE_STATIC);
    sqlite3_bind_blob(lead_, 2, lead.data(), static_cast<int>(lead.size()), SQLITE_STATIC);
    sqlite3_bind_blob(lead_, 3, row, sizeof row, SQLITE_STATIC);
    step(lead_);
    for (int index = 1; index <= index_rows; ++index) {
      fill(token, sizeof token); // keyed hashes: random to the tree
      sqlite3_bind_blob(token_, 1, tenant, sizeof tenant, SQLITE_STATIC);
      sqlite3_bind_int(token_, 2, index);
      sqlite3_bind_blob(token_, 3, token, sizeof token, SQLITE_STATIC);
      sqlite3_bind_blob(token_, 4, lead.data(), static_cast<int>(lead.size()), SQLITE_STATIC);
      step(token_);
    }
  }
  execute("COMMIT");
}

} // namespace lv::bench
