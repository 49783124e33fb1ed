// The checkpointer: once a second it looks whether the files are still ours, reads what was written
// since, and signs the trees that the disk agrees with.
#include "audit/entry_layout.hpp"
#include "audit/posix.hpp"
#include "audit/segment_log.hpp"

#include "leadvault/base/log.hpp"
#include "leadvault/base/planted.hpp"
#include "leadvault/base/priority.hpp"

#include <algorithm>

namespace lv::audit {

namespace {

constexpr std::uint64_t compact_bytes = 4 * 1024 * 1024; // written since, at least

} // namespace

// The last round comes after everything was written, whenever the stop was asked for.
void SegmentLog::run_checkpointer() {
  give_way();
  const auto interval = std::chrono::milliseconds(limits::checkpoint_interval_ms);
  std::unique_lock lock(checkpointer_mutex_);
  for (bool last = false; !last;) {
    checkpointer_wake_.wait_for(lock, interval, [this] { return checkpointer_stop_; });
    last = checkpointer_stop_;
    lock.unlock();
    tick();
    if (last && condition().state == LogState::open)
      if (const auto saved = save_snapshot(target()); !saved)
        log::failure("audit-snapshot-failed", saved.error());
    lock.lock();
  }
}

void SegmentLog::tick() {
  if (condition().state != LogState::open) return;
  if (!writer_->check_identity() || !checkpoint_file_->check_identity()) {
    seal(LogState::sealed, "audit-log-replaced");
    return;
  }
  if (const auto done = checkpoint_now(); !done) {
    log::failure("audit-checkpoint-failed", done.error());
    if (done.error().code() == Errc::no_space) { // nothing of it was shown; entries stand
      seal(LogState::sealed, "audit-disk-full");
      return;
    }
    seal(LogState::poisoned,
         done.error().code() == Errc::integrity ? "audit-inconsistent" : "audit-checkpoint-failed");
  }
}

SegmentLog::Target SegmentLog::target() const {
  const std::lock_guard lock(trees_mutex_);
  return durable_;
}

Result<void> SegmentLog::checkpoint_now() {
  const Target goal = target();
  LV_CHECK(reread(goal));
  if (!planted(PlantedFault::checkpoint_before_leaves)) LV_CHECK(sign_changed(goal));
  const auto grown = compacted_end_ + std::max(compacted_end_, compact_bytes);
  if (checkpoints_end_ > std::min<std::uint64_t>(grown, checkpoint_file_bytes_max / 2))
    LV_CHECK(compact());
  if (goal.cursor.segment == snapshot_segment_) return {};
  snapshot_segment_ = goal.cursor.segment;
  if (const auto saved = save_snapshot(goal); !saved)
    log::failure("audit-snapshot-failed", saved.error()); // only a short cut
  return {};
}

// Reads the frames up to the goal from disk and rebuilds the trees from their leaves.
Result<void> SegmentLog::reread(const Target& goal) {
  Frame frame;
  while (reader_->cursor().before(goal.cursor)) {
    LV_TRY(next, reader_->next(frame, goal.cursor.next_sequence - 1));
    if (next == FrameReader::Next::fault) return Error(Errc::integrity, reader_->fault().reason);
    if (next == FrameReader::Next::end) {
      if (reader_->cursor().next_sequence == goal.cursor.next_sequence) break; // only a new header
      return LV_FAIL(integrity, "frames that were written are not on disk");
    }
    for (const Opening& opening : frame.content.openings)
      checked_.try_emplace(opening.tenant, LogTree{opening.tenant, opening.log, {}});
    for (const ByteView entry : frame.content.entries) {
      LV_TRY(tenant, entry_tenant(entry));
      const auto tree = checked_.find(tenant);
      if (tree == checked_.end()) return LV_FAIL(integrity, "an entry's log was never opened");
      tree->second.range.append(tlog::leaf_hash(entry));
    }
  }
  for (const auto& [tenant, tree] : goal.trees) {
    const auto mine = checked_.find(tenant);
    if (mine == checked_.end() || mine->second.range.size() != tree.range.size() ||
        mine->second.range.root() != tree.range.root())
      return LV_FAIL(integrity, "the log on disk is not the log that was written");
  }
  return {};
}

Result<void> SegmentLog::sign_changed(const Target& goal) {
  Bytes records;
  std::vector<CheckpointRecord> signed_now;
  const Time now = clock_.now();
  for (const auto& [tenant, tree] : goal.trees) {
    std::uint64_t published = 0;
    {
      const std::lock_guard lock(trees_mutex_);
      if (const auto found = published_.find(tenant); found != published_.end())
        published = found->second.size;
    }
    if (tree.range.size() < published)
      return LV_FAIL(integrity, "a log is shorter than its checkpoint");
    if (tree.range.size() == published) continue;
    const std::string origin = log_origin(options_.domain, tree.log);
    LV_TRY(signer, tlog::NoteSigner::make(origin, *keys_.sign.key));
    CheckpointRecord record{tenant, tree.log, now, {}, 0};
    LV_TRY(note, tlog::sign_checkpoint({origin, {tree.range.size(), tree.range.root()}}, signer));
    record.note = std::move(note);
    const Bytes bytes = encode_checkpoint_record(record);
    records.insert(records.end(), bytes.begin(), bytes.end());
    signed_now.push_back(std::move(record));
  }
  if (signed_now.empty()) return {};
  LV_CHECK(checkpoint_file_->write_at(checkpoints_end_, records));
  LV_CHECK(checkpoint_file_->sync_data());
  checkpoints_end_ += records.size();
  // Durable, so it may be shown.
  const std::lock_guard lock(trees_mutex_);
  for (auto& record : signed_now) {
    published_[record.tenant] = {goal.trees.at(record.tenant).range.size(), record.note};
    history_.push_back(std::move(record));
  }
  return {};
}

// For a planted fault: what the trees will be once the batch is on disk.
Result<void> SegmentLog::sign_ahead(const Batch& batch) {
  Target goal = target();
  for (const auto& item : batch) {
    auto& tree = goal.trees.at(item->tenant);
    for (const Logged& logged : item->logged) tree.range.append(logged.leaf);
  }
  return sign_changed(goal);
}

Result<void> SegmentLog::compact() {
  history_ = compact_checkpoints(history_);
  const Bytes file = encode_checkpoint_file(history_);
  const auto path = options_.folder / checkpoint_file_name;
  LV_CHECK(replace_file(path, file));
  LV_TRY(reopened, options_.open_file(path, FileMode::open_existing));
  checkpoint_file_ = std::move(reopened);
  checkpoints_end_ = file.size();
  compacted_end_ = file.size();
  return {};
}

// What was unsettled is copied before what is settled: a write that settles in between is in both,
// and taking it twice does no harm.
Result<void> SegmentLog::save_snapshot(const Target& goal) {
  Snapshot snapshot;
  snapshot.cursor = goal.cursor;
  snapshot.last_frame_offset = goal.last_frame_offset;
  snapshot.last_time = goal.last_time;
  for (const auto& [tenant, tree] : goal.trees) snapshot.logs.push_back(tree);
  snapshot.unsettled =
      marks_->unsettled_until(Position::of(options_.node, goal.cursor.next_sequence - 1));
  snapshot.marks = marks_->settled();
  snapshot.applied = marks_->applied();
  LV_TRY(file, encode_snapshot(snapshot, {options_.installation, options_.node}, keys_.state));
  return replace_file(options_.folder / snapshot_name, file);
}

} // namespace lv::audit
