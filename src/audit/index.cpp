#include "leadvault/audit/index.hpp"

#include "audit/index_reader.hpp"
#include "audit/index_transaction.hpp"
#include "audit/index_writer.hpp"

#include "leadvault/base/log.hpp"
#include "leadvault/base/priority.hpp"

#include <condition_variable>
#include <thread>

namespace lv::audit {

namespace {

// Nobody waits for this: a query that needs what is newer asks for it (wait_until).
constexpr auto follow_every = std::chrono::milliseconds(250);
constexpr std::size_t cache_kib = 16 * 1024;

class SqlIndex final : public AuditIndex {
public:
  SqlIndex(sql::Database writer, sql::Database reader, IndexSource source)
      : source_(std::move(source)), writer_(std::move(writer), source_),
        reader_(std::move(reader), index_texts),
        frames_(source_.folder, source_.keys, LogCursor{}, FrameReader::Chain::assumed) {}
  ~SqlIndex() override { close(); }

  Result<void> start() {
    LV_CHECK(writer_.load());
    indexed_ = writer_.position();
    thread_ = std::thread([this] { follow(); });
    return {};
  }

  Result<std::vector<IndexedEntry>> query(const IndexQuery& question) override {
    return ask([&](IndexReader& reader) { return reader.select(question); });
  }

  Result<IndexedEntry> entry(TenantId tenant, EntryId id) override {
    return ask([&](IndexReader& reader) { return reader.find(tenant, id); });
  }

  // Whoever checks the proof does so against a signed checkpoint.
  Result<EntryProof> prove(TenantId tenant, std::uint64_t index, std::uint64_t size) override {
    return ask([&](IndexReader& reader) { return reader.prove(tenant, index, size); });
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

  Result<void> rebuild() override {
    {
      const std::lock_guard lock(writer_mutex_);
      LV_CHECK(writer_.clear());
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
  // The tail first, then the snapshot: a tail written out in between is seen twice, not missed.
  template <class Question>
  auto ask(Question question) -> std::invoke_result_t<Question, IndexReader&> {
    const std::lock_guard lock(reader_mutex_);
    const auto tail = writer_.tail();
    IndexTransaction snapshot(reader_.database());
    LV_CHECK(snapshot.begin_reading());
    IndexReader reader(reader_, *tail, frames_);
    auto answer = question(reader);
    frames_.reopen(); // holds no segment open that nobody asks for
    return answer;
  }

  void follow() {
    give_way();
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
  sql::Connection reader_;
  FrameReader frames_; // the questions'
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  Position indexed_;
  Position wanted_;
  bool failed_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

Result<std::unique_ptr<AuditIndex>> open_index(const sql::Options& options, const Secret& key,
                                               const IndexSource& source) {
  const auto presence = std::filesystem::exists(options.path) ? sql::Presence::must_exist
                                                              : sql::Presence::must_be_new;
  LV_TRY(writer, sql::Database::open(options, key, sql::Role::writer, presence));
  LV_CHECK(sql::migrate(writer, index_steps));
  // Holds hashes and places only, so pages need not be wiped when they are freed.
  LV_CHECK(writer.execute("PRAGMA secure_delete=OFF"));
  LV_TRY(reader, sql::Database::open(options, key, sql::Role::reader, sql::Presence::must_exist));
  auto index = std::make_unique<SqlIndex>(std::move(writer), std::move(reader), source);
  LV_CHECK(index->start());
  return std::unique_ptr<AuditIndex>(std::move(index));
}

// Whatever is wrong with the file, all of it stands in the log, which has been opened before and
// with the same keyring: a key that does not fit is this file's fault too.
bool can_be_made_again(Errc code) {
  return code == Errc::not_ours || code == Errc::newer_schema || code == Errc::wrong_key ||
         code == Errc::integrity;
}

} // namespace

Result<std::unique_ptr<AuditIndex>> open_audit_index(const std::filesystem::path& database,
                                                     const Secret& key, IndexSource source) {
  sql::Options options;
  options.path = database.string();
  options.application_id = index_application_id;
  options.schema_version_max = static_cast<std::int32_t>(std::size(index_steps));
  options.cache_kib = cache_kib;
  auto index = open_index(options, key, source);
  if (index || !can_be_made_again(index.error().code())) return index;
  log::failure("audit-index-made-again", index.error());
  std::error_code failed;
  for (const char* part : {"", "-wal", "-shm"})
    std::filesystem::remove(options.path + part, failed);
  return open_index(options, key, source);
}

} // namespace lv::audit
