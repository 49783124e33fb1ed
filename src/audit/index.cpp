#include "leadvault/audit/index.hpp"

#include "audit/index_rows.hpp"

#include "leadvault/base/log.hpp"
#include "leadvault/tlog/merkle.hpp"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace lv::audit {

namespace {

// Few large transactions: a page is encrypted once for all the rows that came to it. A query that
// needs what is newer does not wait for this (wait_until).
constexpr auto follow_every = std::chrono::milliseconds(250);

class SqlIndex final : public AuditIndex {
public:
  SqlIndex(sql::Database writer, sql::Database reader, IndexSource source)
      : source_(std::move(source)), writer_(std::move(writer), source_),
        reader_(std::move(reader)) {}
  ~SqlIndex() override { close(); }

  Result<void> start() {
    LV_CHECK(writer_.load());
    indexed_ = writer_.position();
    thread_ = std::thread([this] { follow(); });
    return {};
  }

  Result<std::vector<IndexedEntry>> query(const IndexQuery& question) override {
    const std::lock_guard lock(reader_mutex_);
    return select_entries(reader_, question);
  }

  Result<IndexedEntry> entry(TenantId tenant, EntryId id) override {
    const std::lock_guard lock(reader_mutex_);
    return select_entry(reader_, tenant, id);
  }

  Position indexed() const override {
    const std::lock_guard lock(mutex_);
    return indexed_;
  }

  Result<void> wait_until(Position position, std::int64_t timeout_ms) override {
    std::unique_lock lock(mutex_);
    wanted_ = std::max(wanted_, position);
    wake_.notify_all();
    const bool reached = wake_.wait_for(lock, std::chrono::milliseconds(timeout_ms),
                                        [&] { return indexed_ >= position || failed_; });
    if (!reached || failed_) return LV_FAIL(unavailable, "the audit index lags behind the log");
    return {};
  }

  // Leaves come from the index; whoever checks the proof does so against a signed checkpoint.
  Result<EntryProof> prove(TenantId tenant, std::uint64_t index, std::uint64_t size) override {
    const std::lock_guard lock(reader_mutex_);
    tlog::Tree& tree = trees_[tenant];
    if (tree.size() < size) LV_CHECK(append_leaves(reader_, tenant, tree, size));
    LV_TRY(path, tree.inclusion_proof(index, size));
    return EntryProof{index, size, std::move(path)};
  }

  Result<void> rebuild() override {
    {
      const std::lock_guard lock(writer_mutex_);
      LV_CHECK(writer_.clear());
    }
    {
      const std::lock_guard lock(reader_mutex_);
      trees_.clear();
    }
    const std::lock_guard lock(mutex_);
    indexed_ = Position{};
    failed_ = false;
    wake_.notify_all();
    return {};
  }

  void close() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

private:
  void follow() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      lock.unlock();
      bool more = false;
      {
        const std::lock_guard writing(writer_mutex_);
        const auto stepped = writer_.step();
        more = stepped && *stepped;
        if (!stepped) log::failure("audit-index-failed", stepped.error());
        lock.lock();
        failed_ = !stepped;
        indexed_ = writer_.position();
      }
      wake_.notify_all();
      if (!more) wake_.wait_for(lock, follow_every, [this] { return stopping_ || pending(); });
    }
  }
  bool pending() const { return !failed_ && wanted_ > indexed_; }

  IndexSource source_;
  std::mutex writer_mutex_; // before mutex_
  IndexWriter writer_;
  std::mutex reader_mutex_;
  sql::Database reader_;
  std::map<TenantId, tlog::Tree> trees_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  Position indexed_;
  Position wanted_;
  bool failed_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace

Result<std::unique_ptr<AuditIndex>> open_audit_index(const std::filesystem::path& database,
                                                     const Secret& key, IndexSource source) {
  sql::Options options;
  options.path = database.string();
  options.application_id = index_application_id;
  options.schema_version_max = static_cast<std::int32_t>(std::size(index_steps));
  const auto presence =
      std::filesystem::exists(database) ? sql::Presence::must_exist : sql::Presence::must_be_new;
  LV_TRY(writer, sql::Database::open(options, key, sql::Role::writer, presence));
  LV_CHECK(sql::migrate(writer, index_steps));
  LV_TRY(reader, sql::Database::open(options, key, sql::Role::reader, sql::Presence::must_exist));
  auto index = std::make_unique<SqlIndex>(std::move(writer), std::move(reader), std::move(source));
  LV_CHECK(index->start());
  return std::unique_ptr<AuditIndex>(std::move(index));
}

} // namespace lv::audit
