#include "audit/segment_log.hpp"

#include "audit/entry_layout.hpp"

#include "leadvault/base/log.hpp"

#include <boost/asio/this_coro.hpp>

#include <semaphore>

namespace lv::audit {

namespace {

const SystemClock system_clock;

constexpr std::size_t item_overhead_bytes = 16; // LP and effect record, roughly

} // namespace

SegmentLog::SegmentLog(AuditOptions options, AuditKeys keys, ReplayState state,
                       std::vector<CheckpointRecord> checkpoints, std::uint64_t checkpoints_end)
    : options_(std::move(options)), keys_(std::move(keys)),
      clock_(options_.clock ? *options_.clock : system_clock), marks_(std::move(state.marks)),
      last_time_(state.last_time), last_wall_(state.last_time), confirmed_(state.applied),
      checked_(state.trees), history_(std::move(checkpoints)), checkpoints_end_(checkpoints_end) {
  const std::uint64_t last = state.cursor.next_sequence - 1;
  if (last > 0) newest_ = Position::of(options_.node, last).value;
  durable_.cursor = state.cursor;
  durable_.last_frame_offset = state.last_frame_offset;
  durable_.last_time = state.last_time;
  durable_.trees = std::move(state.trees);
  for (const auto& record : history_) {
    const auto head = parse_checkpoint(record);
    if (head) published_[record.tenant] = {head->head.size, record.note};
  }
  reader_ = std::make_unique<FrameReader>(options_.folder, keys_, state.cursor);
  snapshot_segment_ = state.cursor.segment;

  SegmentWriter::Options writer;
  writer.folder = options_.folder;
  writer.installation = options_.installation;
  writer.node = options_.node;
  writer.segment_bytes = options_.segment_bytes;
  writer.key = keys_.frame;
  writer.open_file = options_.open_file;
  writer.on_no_next = [this](const Error& error) {
    log::failure("audit-no-next-segment", error);
    seal(LogState::sealed,
         error.code() == Errc::no_space ? "audit-disk-full" : "audit-next-segment-failed");
  };
  TermKey current = keys_.frame;
  if (state.key_term != 0 && state.key_term != current.term)
    if (auto older = keys_.frame_by_term(state.key_term)) current = *older;
  writer_ = std::make_unique<SegmentWriter>(std::move(writer), state.cursor, current);
}

Result<void> SegmentLog::start(std::uint64_t cut_from) {
  LV_CHECK(writer_->open());
  if (cut_from != 0) LV_CHECK(writer_->zero_from(cut_from));
  LV_TRY(file, options_.open_file(options_.folder / checkpoint_file_name, FileMode::open_existing));
  checkpoint_file_ = std::move(file);
  log_thread_ = std::thread([this] { run(); });
  checkpointer_ = std::thread([this] { run_checkpointer(); });
  return {};
}

// Encoded on the caller's thread; a placeholder time passes the encoder's check.
Result<std::shared_ptr<Item>> SegmentLog::prepare(Append append) const {
  if (append.entries.empty()) return LV_FAIL(invalid, "an append has no entry");
  auto item = std::make_shared<Item>();
  for (Entry& entry : append.entries) {
    if (entry.tenant != append.entries.front().tenant)
      return LV_FAIL(invalid, "an append is of more than one tenant");
    entry.time = Time{1};
    LV_TRY(bytes, encode_entry(entry));
    item->bytes += bytes.size() + item_overhead_bytes;
    item->encoded.push_back(std::move(bytes));
  }
  item->bytes += append.touches.size() * sizeof(ObjectKey);
  if (append.entries.size() > limits::audit_queue_entries_max)
    return LV_FAIL(too_large, "an append has more entries than are ever queued");
  if (append.touches.size() > UINT16_MAX || item->bytes > writer_->plain_bytes_max() / 2)
    return LV_FAIL(too_large, "an append does not fit a frame");
  item->logged.reserve(append.entries.size());
  item->tenant = append.entries.front().tenant;
  append.entries = {}; // freed here, by the thread that made them
  item->append = std::move(append);
  return item;
}

std::optional<Error> SegmentLog::closed_reason() const {
  switch (state_) {
  case LogState::open:
    return {};
  case LogState::poisoned:
    return LV_FAIL(audit_unavailable, "the audit log cannot be written");
  case LogState::sealed:
    return LV_FAIL(sealed, "the audit log is sealed");
  case LogState::closed:
    return LV_FAIL(sealed, "the audit log is closed");
  }
  return LV_FAIL(internal, "no such state");
}

std::optional<Error> SegmentLog::admit(const Item& item, const Lane& lane) const {
  if (stopping_) return LV_FAIL(sealed, "the audit log is closing");
  if (auto reason = closed_reason()) return reason;
  const std::size_t entries_max = item.append.lane == audit::Lane::denial
                                      ? limits::denial_queue_entries_max
                                      : limits::audit_queue_entries_max;
  if (lane.entries + item.encoded.size() > entries_max ||
      lane.bytes + item.bytes > limits::audit_queue_bytes_max)
    return LV_FAIL(overloaded, "the queue of the audit log is full");
  return {};
}

// Whether the caller must see to it that the item's batch is released: not while somebody else
// does.
SegmentLog::Release SegmentLog::enqueue(std::shared_ptr<Item> item) {
  std::optional<Error> refused;
  Release release = Release::pending;
  {
    const std::lock_guard lock(queue_mutex_);
    Lane& lane = item->append.lane == audit::Lane::denial ? denials_ : normal_;
    refused = admit(*item, lane);
    if (!refused) {
      lane.put(std::move(item));
      if (!std::exchange(release_pending_, true)) release = Release::needed;
    }
  }
  if (refused) item->done(*refused);
  return release;
}

void SegmentLog::release_batch() {
  {
    const std::lock_guard lock(queue_mutex_);
    release_pending_ = false;
    batch_released_ = true;
    if (!frame_due()) return;
  }
  queue_filled_.notify_one();
}

// A batch is released by a posted handler, behind whatever the network threads have ready to run:
// the requests that arrived together share a frame, a sync and a wake-up, without any timer. A
// frame that began with the first of them would leave the others to frames of their own.
Task<std::vector<Logged>> SegmentLog::append(Append append) {
  LV_CO_TRY(item, prepare(std::move(append)));
  const auto executor = co_await net::this_coro::executor;
  auto start = [this, &item, &executor](Completion<std::vector<Logged>> done) {
    item->done = std::move(done);
    if (enqueue(item) == Release::needed) net::post(executor, [this] { release_batch(); });
  };
  co_return co_await wait_for<std::vector<Logged>>(std::ref(start));
}

Result<std::vector<Logged>> SegmentLog::append_blocking(Append append) {
  LV_TRY(item, prepare(std::move(append)));
  std::binary_semaphore ready(0);
  std::optional<Result<std::vector<Logged>>> result;
  item->done = [&](Result<std::vector<Logged>> given) {
    result.emplace(std::move(given));
    ready.release();
  };
  enqueue(item);
  release_batch();
  ready.acquire();
  return std::move(*result);
}

std::optional<LogId> SegmentLog::tenant_log(TenantId tenant) const {
  const std::lock_guard lock(trees_mutex_);
  const auto found = durable_.trees.find(tenant);
  if (found == durable_.trees.end()) return std::nullopt;
  return found->second.log;
}

Result<void> SegmentLog::open_tenant_log(TenantId tenant, LogId log) {
  if (tenant.is_zero() || log.is_zero()) return LV_FAIL(invalid, "a tenant or log id is zero");
  {
    const std::lock_guard lock(trees_mutex_);
    if (const auto found = durable_.trees.find(tenant); found != durable_.trees.end()) {
      if (found->second.log == log) return {};
      return LV_FAIL(conflict, "the tenant's audit log has another id");
    }
  }
  auto item = std::make_shared<Item>();
  item->opening = Opening{tenant, log};
  item->bytes = sizeof(Opening);
  std::binary_semaphore ready(0);
  std::optional<Error> failed;
  item->done = [&](Result<std::vector<Logged>> given) {
    if (!given) failed = given.error();
    ready.release();
  };
  enqueue(item);
  release_batch();
  ready.acquire();
  if (failed) return *failed;
  return {};
}

void SegmentLog::applied(Position position, Applied how) {
  if (how == Applied::yes)
    marks_->settle(position);
  else
    marks_->roll_back(position);
  const std::lock_guard lock(queue_mutex_);
  if (frame_due()) queue_filled_.notify_one();
}

Freshness SegmentLog::freshness(const ObjectKey& object, Position row) const {
  return marks_->freshness(object, row);
}

Position SegmentLog::mark(const ObjectKey& object) const {
  if (object == policy_set_object) return Position{policy_set_.load(std::memory_order_acquire)};
  return marks_->assigned(object);
}

LogCondition SegmentLog::condition() const {
  const std::lock_guard lock(queue_mutex_);
  return {state_, reason_};
}

std::string SegmentLog::checkpoint(TenantId tenant) const {
  const std::lock_guard lock(trees_mutex_);
  const auto found = published_.find(tenant);
  return found == published_.end() ? std::string() : found->second.note;
}

// Poisoned is final; sealed gives way to poisoned only.
void SegmentLog::seal(LogState state, const char* reason) {
  {
    const std::lock_guard lock(queue_mutex_);
    if (state_ == LogState::poisoned || state_ == LogState::closed) return;
    if (state_ == LogState::sealed && state != LogState::poisoned) return;
    state_ = state;
    reason_ = reason;
    batch_released_ = true; // the log thread refuses what is queued
  }
  queue_filled_.notify_one();
  log::event(log::Level::error, state == LogState::poisoned ? "audit-poisoned" : "audit-sealed",
             {log::Field::operational("reason", reason)});
  if (state == LogState::poisoned && options_.on_poisoned) options_.on_poisoned(reason);
}

void SegmentLog::close() {
  {
    const std::lock_guard lock(queue_mutex_);
    stopping_ = true;
  }
  queue_filled_.notify_one();
  if (log_thread_.joinable()) log_thread_.join();
  {
    const std::lock_guard lock(checkpointer_mutex_);
    checkpointer_stop_ = true;
  }
  checkpointer_wake_.notify_one();
  if (checkpointer_.joinable()) checkpointer_.join();
  const std::lock_guard lock(queue_mutex_);
  if (state_ == LogState::open) {
    state_ = LogState::closed;
    reason_ = "closed";
  }
}

} // namespace lv::audit
