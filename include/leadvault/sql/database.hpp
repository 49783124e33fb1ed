// Database: one SQLCipher connection with the vault's settings, and its prepared statements.
// Owned by whoever opened it; used by one thread at a time. The key is never kept by us and never
// reaches the heap as text. A connection that saw damage says so (`usable`) and must be dropped.
#pragma once

#include "leadvault/base/secret.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace lv::sql {

enum class Role { writer, reader }; // a reader never writes and never checkpoints
enum class Presence { must_exist, must_be_new };

// Called on the thread that saw a damaged page or file.
using OnIntegrity = std::function<void(const Error&)>;

struct Options {
  std::string path;
  std::uint32_t application_id = 0;    // PRAGMA application_id of this kind of file
  std::int32_t schema_version_max = 0; // newest user_version this build understands
  std::size_t cache_kib = 64 * 1024;   // of each connection, filled as needed
  std::int64_t busy_timeout_ms = 5'000;
  OnIntegrity on_integrity;
};

class Statement;
struct Handle; // the connection and what it saw

enum class CheckpointMode { passive, truncate };

class Database {
public:
  // `key` is the raw 32-byte key. Failures, each with its own sentence: not_found, conflict (exists
  // already), not_ours (plain SQLite, SQLCipher 3, empty, too short, another application),
  // wrong_key, newer_schema, config (the linked library is too old or is no SQLCipher), io.
  static Result<Database> open(const Options& options, const Secret& key, Role role,
                               Presence presence);
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  Result<Statement> prepare(std::string_view text);
  Result<void> execute(const char* text); // our own text only: schema, BEGIN, SAVEPOINT, PRAGMA
  Result<std::int32_t> schema_version();
  std::int64_t changes() const; // rows touched by the last INSERT, UPDATE or DELETE
  bool in_transaction() const;
  void condemn(const Error& error); // a row read here makes no sense: alarm, not usable again
  bool usable() const;              // false after damage, a failed write or a full disk
  std::size_t wal_pages() const;    // as of the last commit of this connection

  // Writer only. Truncate gives overloaded when a reader holds a snapshot beyond the busy timeout.
  Result<void> checkpoint(CheckpointMode mode);

private:
  explicit Database(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

// Raises `version` to the number of steps, all missing steps in one transaction. Forward only.
Result<void> migrate(Database& database, std::span<const char* const> steps);

} // namespace lv::sql
