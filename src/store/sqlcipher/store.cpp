#include "schema.hpp"
#include "transaction.hpp"

#include "leadvault/base/folder_lock.hpp"
#include "leadvault/sql/writer.hpp"

#include <algorithm>

namespace lv::store {
namespace {

struct State {
  InstallationId installation;
  Position applied;
};

Result<State> read_state(sql::Connection& db) {
  LV_TRY(statement, db.statement(Sql::read_applied));
  sql::Run run = statement->run();
  LV_TRY(step, run.step());
  if (step == sql::Step::done) return LV_FAIL(integrity, "the store has lost its state");
  sql::Columns columns(run);
  State state;
  state.installation.bytes = columns.array<16>();
  state.applied.value = columns.natural();
  LV_CHECK(columns.done());
  return state;
}

template <class... Values>
Result<void> run_one(sql::Connection& db, Sql which, const Values&... values) {
  LV_TRY(statement, db.statement(which));
  return statement->run().bind(values...).finish();
}

class SqlcipherStore final : public Store {
public:
  SqlcipherStore(FolderLock lock, sql::Options opening, const SqlcipherOptions& options,
                 const Secret& key, sql::Connection writer, Position applied)
      : lock_(std::move(lock)), options_(std::move(opening)), key_(key.duplicate()),
        applied_(applied), index_(options.token_delta_changes),
        readers_([this] { return open_reader(); }, statements, options.readers_max),
        writer_(std::move(writer), writer_options()) {}
  ~SqlcipherStore() override { close(); }

  Result<std::optional<LeadRow>> lead(TenantId tenant, LeadId lead) override {
    return read([&](sql::Connection& db) { return read_lead(db, tenant, lead); });
  }
  Result<LeadPage> list(TenantId tenant, const ListFilter& filter, const Page& page) override {
    return read([&](sql::Connection& db) { return read_list(db, tenant, filter, page); });
  }
  Result<std::vector<LeadId>> find(TenantId tenant, std::uint16_t index, ByteView token,
                                   std::size_t limit) override {
    return read([&](sql::Connection& db) { return index_.find(db, tenant, index, token, limit); });
  }
  Result<std::vector<ConsentRow>> consents(TenantId tenant, LeadId lead) override {
    return read([&](sql::Connection& db) { return read_consents(db, tenant, lead); });
  }
  Result<std::optional<IdempotencyRow>> idempotency(TenantId tenant, PrincipalId principal,
                                                    std::uint16_t route,
                                                    const Digest& key) override {
    return read(
        [&](sql::Connection& db) { return read_idempotency(db, tenant, principal, route, key); });
  }
  Result<std::vector<TenantRow>> tenants() override {
    return read([](sql::Connection& db) { return read_tenants(db); });
  }
  Result<std::vector<PrincipalRow>> principals(TenantId tenant) override {
    return read([&](sql::Connection& db) { return read_principals(db, tenant); });
  }
  Result<std::vector<CredentialRow>> credentials(TenantId tenant) override {
    return read([&](sql::Connection& db) { return read_credentials(db, tenant); });
  }
  Result<std::vector<WrappedKeyRow>> wrapped_keys(TenantId tenant) override {
    return read([&](sql::Connection& db) { return read_wrapped_keys(db, tenant); });
  }

  Result<Position> applied() override {
    LV_TRY(state, read([](sql::Connection& db) { return read_state(db); }));
    return state.applied;
  }
  Result<bool> was_not_applied(Position position) override {
    return read([&](sql::Connection& db) -> Result<bool> {
      LV_TRY(statement, db.statement(Sql::find_not_applied));
      sql::Run run = statement->run();
      LV_TRY(step, run.bind(number(position.value)).step());
      return step == sql::Step::row;
    });
  }

  Result<void> submit(Write write) override;
  std::size_t queued() const override { return writer_.queued(); }
  void close() override {
    writer_.close();
    readers_.close();
  }

private:
  Result<sql::Database> open_reader() {
    return sql::Database::open(options_, key_, sql::Role::reader, sql::Presence::must_exist);
  }

  sql::WriterOptions writer_options() {
    sql::WriterOptions options;
    options.before_commit = [this](sql::Connection& db) -> Result<void> {
      LV_CHECK(index_.before_commit(db));
      return run_one(db, Sql::write_applied, number(applied_.value));
    };
    options.after_commit = [this] { index_.after_commit(); };
    return options;
  }

  // A row that makes no sense is an alarm like a damaged page, and ends the connection as well.
  template <class Query>
  auto read(Query query) -> decltype(query(std::declval<sql::Connection&>())) {
    LV_TRY(lease, readers_.take());
    auto answer = query(*lease);
    if (!answer && answer.error().code() == Errc::integrity)
      lease->database().condemn(answer.error());
    return answer;
  }

  FolderLock lock_;
  sql::Options options_;
  Secret key_;
  Position applied_; // writer thread only, once the writer runs
  TokenIndex index_;
  sql::Pool readers_;
  sql::Writer writer_; // last: its thread uses what stands above
};

Result<void> SqlcipherStore::submit(Write write) {
  sql::WriteItem item;
  item.run = [this, position = write.position,
              job = std::move(write.job)](sql::Connection& db) -> Result<void> {
    // Also when the job fails: its position is then below `applied` and noted as not applied.
    applied_ = std::max(applied_, position);
    index_.begin_job();
    SqlcipherTransaction transaction(db, index_);
    return job(transaction);
  };
  item.rolled_back = [this, position = write.position](sql::Connection& db) {
    index_.undo_job();
    return run_one(db, Sql::note_not_applied, number(position.value));
  };
  item.done = std::move(write.done);
  item.wal = write.truncate_wal ? sql::WalAfter::truncate : sql::WalAfter::keep;
  return writer_.submit(std::move(item));
}

// Schema and installation stand in one transaction each; a store without the second is unfinished
// and is refused by read_state.
Result<State> prepare(sql::Connection& db, const SqlcipherOptions& options, OpenMode mode) {
  LV_CHECK(sql::migrate(db.database(), schema_steps));
  if (mode == OpenMode::create_new)
    LV_CHECK(run_one(db, Sql::write_installation, options.installation.bytes));
  return read_state(db);
}

} // namespace

Result<std::unique_ptr<Store>> open_sqlcipher_store(const SqlcipherOptions& options,
                                                    const Secret& key, OpenMode mode) {
  LV_TRY(lock, FolderLock::take_file(options.path + ".lock"));
  sql::Options opening;
  opening.path = options.path;
  opening.application_id = store_application_id;
  opening.schema_version_max = static_cast<std::int32_t>(schema_steps.size());
  opening.cache_kib = options.cache_kib / 8; // the writer adds at the end of its tables
  opening.busy_timeout_ms = options.busy_timeout_ms;
  opening.on_integrity = options.on_integrity;
  auto presence =
      mode == OpenMode::create_new ? sql::Presence::must_be_new : sql::Presence::must_exist;
  LV_TRY(database, sql::Database::open(opening, key, sql::Role::writer, presence));
  opening.cache_kib = (options.cache_kib - opening.cache_kib) / options.readers_max;
  sql::Connection writer(std::move(database), statements);
  LV_TRY(state, prepare(writer, options, mode));
  if (state.installation != options.installation)
    return LV_FAIL(not_ours, "the store belongs to another installation");
  return std::unique_ptr<Store>(std::make_unique<SqlcipherStore>(
      std::move(lock), std::move(opening), options, key, std::move(writer), state.applied));
}

} // namespace lv::store
