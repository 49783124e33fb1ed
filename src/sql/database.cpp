#include "leadvault/sql/database.hpp"

#include "file_check.hpp"
#include "handle.hpp"

#include "leadvault/base/planted.hpp"
#include "leadvault/sql/statement.hpp"

namespace lv::sql {
namespace {

constexpr int sqlite_version_min = 3'051'003; // older ones can corrupt a WAL that is reset

int remember_wal(void* handle, sqlite3*, const char*, int pages) {
  static_cast<Handle*>(handle)->wal_pages = static_cast<std::size_t>(pages);
  return SQLITE_OK;
}

Result<std::int64_t> read_number(Database& database, std::string_view text) {
  LV_TRY(statement, database.prepare(text));
  Run run = statement.run();
  LV_TRY(step, run.step());
  if (step != Step::row) return LV_FAIL(integrity, "the database did not answer a pragma");
  Columns columns(run);
  std::int64_t number = columns.integer();
  LV_CHECK(columns.done());
  return number;
}

Result<std::string> read_text(Database& database, std::string_view text) {
  LV_TRY(statement, database.prepare(text));
  Run run = statement.run();
  LV_TRY(step, run.step());
  if (step != Step::row) return std::string();
  Columns columns(run);
  return columns.text(64);
}

Result<void> check_library(Database& database) {
  if (sqlite3_libversion_number() < sqlite_version_min)
    return LV_FAIL(config, "the linked SQLite is older than 3.51.3, which can corrupt its WAL");
  LV_TRY(version, read_text(database, "PRAGMA cipher_version"));
  if (version.substr(0, 2) != "4.") return LV_FAIL(config, "the linked library is not SQLCipher 4");
  return {};
}

// One SQLite file, one writer: what DESIGN calls the vault's settings.
Result<void> apply_settings(Database& database, sqlite3* db, const Options& options, Role role) {
  sqlite3_busy_timeout(db, static_cast<int>(options.busy_timeout_ms));
  sqlite3_extended_result_codes(db, 1);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr); // `checkpoint` alone does
  sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
  LV_CHECK(database.execute("PRAGMA wal_autocheckpoint=0; PRAGMA synchronous=FULL;"
                            "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
                            "PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON;"
                            "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0"));
  if (planted(PlantedFault::synchronous_normal))
    LV_CHECK(database.execute("PRAGMA synchronous=NORMAL"));
  std::string cache = "PRAGMA cache_size=-" + std::to_string(options.cache_kib);
  LV_CHECK(database.execute(cache.c_str()));
  if (role == Role::reader) return database.execute("PRAGMA query_only=ON");
  LV_TRY(mode, read_text(database, "PRAGMA journal_mode=WAL"));
  if (mode != "wal") return LV_FAIL(io, "the database cannot keep a write-ahead log here");
  return {};
}

Result<void> check_identity(Database& database, const Options& options) {
  LV_TRY(application, read_number(database, "PRAGMA application_id"));
  if (static_cast<std::uint32_t>(application) != options.application_id)
    return LV_FAIL(not_ours, "the database belongs to another application");
  LV_TRY(version, database.schema_version());
  if (version > options.schema_version_max)
    return LV_FAIL(newer_schema, "the database was written by a newer Leadvault");
  LV_TRY(vacuum, read_number(database, "PRAGMA auto_vacuum"));
  // With auto_vacuum SQLCipher accepts a page of zeros without its HMAC.
  if (vacuum != 0) return LV_FAIL(not_ours, "the database was made with auto_vacuum");
  return {};
}

} // namespace

Database::Database(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const Options& options, const Secret& key, Role role,
                                Presence presence) {
  if (key.size() != 32) return LV_FAIL(wrong_key, "a database key must have 32 bytes");
  LV_CHECK(check_file(options.path, presence));
  auto handle = std::make_unique<Handle>();
  handle->on_integrity = options.on_integrity;
  // Readers open for writing too: WAL needs the shared index; query_only forbids the rest.
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
  if (int code = sqlite3_open_v2(options.path.c_str(), &handle->db, flags, nullptr);
      code != SQLITE_OK)
    return handle->failure(code);
  sqlite3* db = handle->db;
  Database database(std::move(handle));

  if (int code = set_raw_key(db, key); code != SQLITE_OK) return database.handle_->failure(code);
  LV_CHECK(check_library(database));
  if (int code = sqlite3_exec(db, "SELECT count(*) FROM sqlite_master", nullptr, nullptr, nullptr);
      code != SQLITE_OK) {
    int primary = code & 0xff;
    if (primary == SQLITE_NOTADB || primary == SQLITE_NOMEM)
      return explain_unreadable(options.path, key);
    database.handle_->stage = Stage::serving; // the key opened page 1: the rest is damage
    return database.handle_->failure(code);
  }
  if (presence == Presence::must_be_new) {
    std::string identity = "PRAGMA auto_vacuum=NONE; PRAGMA application_id=" +
                           std::to_string(static_cast<std::int32_t>(options.application_id));
    LV_CHECK(database.execute(identity.c_str()));
  }
  database.handle_->stage = Stage::serving;
  LV_CHECK(check_identity(database, options)); // before a setting could touch a foreign file
  LV_CHECK(apply_settings(database, db, options, role));
  sqlite3_wal_hook(db, remember_wal, database.handle_.get()); // wal_autocheckpoint=0 takes it away
  return database;
}

Result<Statement> Database::prepare(std::string_view text) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v3(handle_->db, text.data(), static_cast<int>(text.size()),
                                SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return handle_->failure(code);
  return Statement(handle_.get(), statement);
}

Result<void> Database::execute(const char* text) {
  if (int code = sqlite3_exec(handle_->db, text, nullptr, nullptr, nullptr); code != SQLITE_OK)
    return handle_->failure(code);
  return {};
}

Result<std::int32_t> Database::schema_version() {
  LV_TRY(version, read_number(*this, "PRAGMA user_version"));
  return static_cast<std::int32_t>(version);
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_->db); }
bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_->db) == 0; }
void Database::condemn(const Error& error) {
  if (!handle_->unusable && handle_->on_integrity) handle_->on_integrity(error);
  handle_->unusable = true;
}

bool Database::usable() const { return !handle_->unusable; }
std::size_t Database::wal_pages() const { return handle_->wal_pages; }

Result<void> Database::checkpoint(CheckpointMode mode) {
  int how =
      mode == CheckpointMode::passive ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_TRUNCATE;
  int left = 0;
  int code = sqlite3_wal_checkpoint_v2(handle_->db, "main", how, &left, nullptr);
  if (code != SQLITE_OK) return handle_->failure(code);
  if (mode == CheckpointMode::truncate) handle_->wal_pages = 0;
  return {};
}

} // namespace lv::sql
