#include "leadvault/sql/writer.hpp"

#include "leadvault/base/log.hpp"

namespace lv::sql {
namespace {

Error sealed_error() {
  return LV_FAIL(sealed, "the database failed to commit; nothing is written until a restart");
}

// An exception must end the item, not the process: the SAVEPOINT is then rolled back as for an
// error.
Result<void> run_guarded(const WriteItem& item, Connection& connection) {
  try {
    return item.run(connection);
  } catch (const std::exception&) {
    return LV_FAIL(internal, "a write threw an exception");
  }
}

} // namespace

Writer::Writer(Connection connection, WriterOptions options)
    : connection_(std::make_unique<Connection>(std::move(connection))),
      options_(std::move(options)), thread_([this] { work(); }) {}

Writer::~Writer() { close(); }

Result<void> Writer::submit(WriteItem item) {
  std::lock_guard lock(mutex_);
  if (sealed_) return sealed_error();
  if (closing_) return LV_FAIL(sealed, "the database is closed");
  if (queue_.size() >= options_.queue_max) return LV_FAIL(overloaded, "the write queue is full");
  queue_.push_back(std::move(item));
  wake_.notify_one();
  return {};
}

std::size_t Writer::queued() const {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

void Writer::close() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
    wake_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

std::deque<WriteItem> Writer::take_group() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return closing_ || !queue_.empty(); });
  std::deque<WriteItem> group;
  while (!queue_.empty() && group.size() < options_.group_max) {
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return group;
}

void Writer::work() {
  for (;;) {
    auto group = take_group();
    if (group.empty()) break; // closing, and nothing is left
    commit(std::move(group));
  }
  if (!sealed_) {
    if (auto done = connection_->database().checkpoint(CheckpointMode::truncate); !done)
      log::failure("database-checkpoint-failed", done.error());
  }
  for (auto& statement : controls_) statement.reset(); // before their connection
  connection_.reset();
}

// Prepared once: two of them frame every item.
Result<void> Writer::control(Control which) {
  static constexpr std::array<const char*, static_cast<std::size_t>(Control::count)> texts{
      "BEGIN IMMEDIATE", "COMMIT", "SAVEPOINT item", "RELEASE item", "ROLLBACK TO item"};
  const auto at = static_cast<std::size_t>(which);
  if (!controls_[at]) {
    LV_TRY(statement, connection_->database().prepare(texts[at]));
    controls_[at].emplace(std::move(statement));
  }
  return controls_[at]->run().finish();
}

void Writer::commit(std::deque<WriteItem> group) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(group.size());
  if (auto committed = transact(group, outcomes); !committed) {
    seal(committed.error(), group, outcomes);
    return;
  }
  if (options_.after_commit) options_.after_commit();
  for (auto& outcome : outcomes)
    if (outcome.item.wal == WalAfter::truncate) truncate_wanted_ = true;
  truncate_if_wanted(); // before the replies: an erasure is answered when its bytes are gone
  for (auto& outcome : outcomes) outcome.item.done(outcome.result);
  checkpoint_if_large();
}

Result<void> Writer::transact(std::deque<WriteItem>& group, std::vector<Outcome>& outcomes) {
  auto& database = connection_->database();
  if (!database.usable()) return LV_FAIL(io, "the connection of the writer is unusable");
  LV_CHECK(control(Control::begin));
  while (!group.empty()) {
    Result<void> result = {};
    LV_CHECK(run_one(group.front(), result));
    outcomes.push_back({std::move(group.front()), result});
    group.pop_front();
  }
  if (options_.before_commit) LV_CHECK(options_.before_commit(*connection_));
  return control(Control::commit);
}

// Fails only when the group as a whole cannot go on; the item's own error is its outcome.
Result<void> Writer::run_one(WriteItem& item, Result<void>& outcome) {
  auto& database = connection_->database();
  LV_CHECK(control(Control::savepoint));
  outcome = run_guarded(item, *connection_);
  // A full disk or a damaged page may have ended the transaction behind the item's back.
  if (!database.usable() || !database.in_transaction())
    return LV_FAIL(io, "the transaction of the group was lost");
  if (!outcome) {
    LV_CHECK(control(Control::rollback_to));
    if (item.rolled_back) LV_CHECK(item.rolled_back(*connection_));
  }
  return control(Control::release);
}

void Writer::seal(const Error& cause, std::deque<WriteItem>& group,
                  std::vector<Outcome>& outcomes) {
  log::failure("database-sealed", cause);
  auto& database = connection_->database();
  if (database.in_transaction()) {
    if (auto undone = database.execute("ROLLBACK"); !undone)
      log::failure("database-rollback-failed", undone.error());
  }
  std::deque<WriteItem> left;
  {
    std::lock_guard lock(mutex_);
    sealed_ = true; // under the lock: no submit can slip in behind the last look at the queue
    left.swap(queue_);
  }
  for (auto& outcome : outcomes) outcome.item.done(sealed_error());
  for (auto& item : group) item.done(sealed_error());
  for (auto& item : left) item.done(sealed_error());
}

void Writer::truncate_if_wanted() {
  if (!truncate_wanted_) return;
  auto done = connection_->database().checkpoint(CheckpointMode::truncate);
  if (done) {
    truncate_wanted_ = false;
    return;
  }
  // A reader outlasted the busy timeout: the next group tries again. What was committed stands.
  log::failure("database-checkpoint-failed", done.error());
  if (!connection_->usable()) sealed_ = true;
}

void Writer::checkpoint_if_large() {
  auto& database = connection_->database();
  if (sealed_ || database.wal_pages() < options_.checkpoint_wal_pages) return;
  if (auto done = database.checkpoint(CheckpointMode::passive); !done) {
    log::failure("database-checkpoint-failed", done.error());
    if (!connection_->usable()) sealed_ = true;
  }
}

} // namespace lv::sql
