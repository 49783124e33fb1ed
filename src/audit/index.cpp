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

// Whatever is wrong with the file, all of it stands in the log, which has been opened before and
// with the same keyring: a key that does not fit is this file's fault too.
bool can_be_made_again(Errc code) {
  return code == Errc::not_ours || code == Errc::newer_schema || code == Errc::wrong_key ||
         code == Errc::integrity;
}

// The derived database's file.
class IndexFile {
public:
  IndexFile(const std::filesystem::path& path, const Secret& key) : key_(key.duplicate()) {
    options_.path = path.string();
    options_.application_id = index_application_id;
    options_.schema_version_max = static_cast<std::int32_t>(std::size(index_steps));
    options_.cache_kib = cache_kib;
  }

  Result<sql::Database> open_writer() const {
    const auto presence = std::filesystem::exists(options_.path) ? sql::Presence::must_exist
                                                                 : sql::Presence::must_be_new;
    LV_TRY(writer, sql::Database::open(options_, key_, sql::Role::writer, presence));
    LV_CHECK(sql::migrate(writer, index_steps));
    // Holds hashes and places only, so pages need not be wiped when they are freed.
    LV_CHECK(writer.execute("PRAGMA secure_delete=OFF"));
    return std::move(writer);
  }

  Result<sql::Database> open_reader() const {
    return sql::Database::open(options_, key_, sql::Role::reader, sql::Presence::must_exist);
  }

  void remove() const {
    std::error_code failed;
    for (const char* part : {"", "-wal", "-shm"})
      std::filesystem::remove(options_.path + part, failed);
  }

private:
  sql::Options options_;
  Secret key_;
};

class SqlIndex final : public AuditIndex {
public:
  SqlIndex(IndexFile file, IndexSource source)
      : file_(std::move(file)), source_(std::move(source)),
        frames_(source_.folder, source_.keys, LogCursor{}, FrameReader::Chain::assumed) {}
  ~SqlIndex() override { close(); }

  Result<void> start() {
    LV_CHECK(open());
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
    const std::lock_guard lock(writer_mutex_);
    LV_CHECK(make_again());
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
  // Under writer_mutex_, as are those below. Both connections anew: one that met a damaged page
  // finds every other damaged too.
  Result<void> connect() {
    const std::lock_guard reading(reader_mutex_);
    reader_.reset();
    writer_.reset();
    LV_TRY(writer, file_.open_writer());
    LV_TRY(reader, file_.open_reader());
    auto follower = std::make_unique<IndexWriter>(std::move(writer), source_);
    LV_CHECK(follower->load());
    writer_ = std::move(follower);
    reader_.emplace(std::move(reader), index_texts);
    const std::lock_guard lock(mutex_);
    indexed_ = writer_->position();
    failed_ = false;
    broken_.reset();
    return {};
  }

  Result<void> make_again() {
    {
      const std::lock_guard reading(reader_mutex_);
      reader_.reset();
      writer_.reset();
      file_.remove();
    }
    return connect();
  }

  Result<void> open() {
    const auto opened = connect();
    if (opened || !can_be_made_again(opened.error().code())) return opened;
    log::failure("audit-index-made-again", opened.error());
    return make_again();
  }

  Result<bool> step() {
    if (const auto error = broken()) LV_CHECK(open_after(*error));
    if (!writer_) LV_CHECK(open());
    const auto stepped = writer_->step();
    if (stepped || writer_->usable()) return stepped;
    LV_CHECK(open_after(stepped.error()));
    if (std::exchange(tried_again_, true)) return stepped; // not again and again without a pause
    return true;
  }

  // The pages are made again; what the operating system refused is only tried again.
  Result<void> open_after(const Error& error) {
    if (error.code() != Errc::integrity) return open();
    log::failure("audit-index-made-again", error);
    return make_again();
  }

  std::optional<Error> broken() const {
    const std::lock_guard lock(mutex_);
    return broken_;
  }

  // The tail first, then the snapshot: a tail written out in between is seen twice, not missed.
  template <class Question>
  auto ask(Question question) -> std::invoke_result_t<Question, IndexReader&> {
    const std::lock_guard lock(reader_mutex_);
    if (!reader_) return LV_FAIL(unavailable, "the audit index is made again");
    auto answer = ask_reader(question);
    frames_.reopen(); // holds no segment open that nobody asks for
    if (!answer && !reader_->usable()) leave_to_follower(answer.error());
    return answer;
  }

  template <class Question>
  auto ask_reader(Question& question) -> std::invoke_result_t<Question&, IndexReader&> {
    const auto tail = writer_->tail();
    if (writer_->position() < reached())
      return LV_FAIL(unavailable, "the audit index reads the log again");
    IndexTransaction snapshot(reader_->database());
    LV_CHECK(snapshot.begin_reading());
    IndexReader reader(*reader_, *tail, frames_);
    return question(reader);
  }

  // Whoever waited for a position finds all up to there, or nothing.
  Position reached() const {
    const std::lock_guard lock(mutex_);
    return reached_;
  }

  void leave_to_follower(const Error& error) {
    const std::lock_guard lock(mutex_);
    if (!broken_) broken_ = error;
    wake_.notify_all();
  }

  void follow() {
    give_way();
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      lock.unlock();
      bool more = false;
      {
        const std::lock_guard writing(writer_mutex_);
        const auto stepped = step();
        more = stepped && *stepped;
        if (!stepped) log::failure("audit-index-failed", stepped.error());
        lock.lock();
        failed_ = !stepped;
        indexed_ = writer_ ? writer_->position() : Position{};
        reached_ = std::max(reached_, indexed_);
      }
      wake_.notify_all();
      if (!more) wake_.wait_for(lock, follow_every, [this] { return stopping_ || pending(); });
    }
  }
  bool pending() const { return !failed_ && (broken_ || wanted_ > indexed_); }

  const IndexFile file_;
  IndexSource source_;
  std::mutex writer_mutex_;             // before reader_mutex_
  std::unique_ptr<IndexWriter> writer_; // both null: could not be opened since it failed
  std::mutex reader_mutex_; // before mutex_; also over which writer and reader these are
  std::optional<sql::Connection> reader_;
  FrameReader frames_; // the questions'
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  Position indexed_;
  Position reached_; // the newest that was ever indexed
  Position wanted_;
  std::optional<Error> broken_; // what made the reader unusable
  bool tried_again_ = false;    // the follower's own
  bool failed_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace

Result<std::unique_ptr<AuditIndex>> open_audit_index(const std::filesystem::path& database,
                                                     const Secret& key, IndexSource source) {
  auto index = std::make_unique<SqlIndex>(IndexFile(database, key), std::move(source));
  LV_CHECK(index->start());
  return std::unique_ptr<AuditIndex>(std::move(index));
}

} // namespace lv::audit
