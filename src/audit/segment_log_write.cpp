// The log thread: one frame per fdatasync, from whatever was queued while the last sync ran.
#include "audit/entry_layout.hpp"
#include "audit/entry_outline.hpp"
#include "audit/segment_log.hpp"

#include "leadvault/base/planted.hpp"
#include "leadvault/base/priority.hpp"

#include <algorithm>

namespace lv::audit {

namespace {

constexpr std::int64_t clock_step_us = 1'000'000;

std::size_t plain_bytes(const std::vector<std::shared_ptr<Item>>& items) { // nearly
  std::size_t bytes = 0;
  for (const auto& item : items) bytes += item->bytes;
  return bytes;
}

} // namespace

void SegmentLog::Lane::put(std::shared_ptr<Item> item) {
  entries += item->encoded.size();
  bytes += item->bytes;
  if (item->append.on_durable) ++writes;
  items.push_back(std::move(item));
}

std::shared_ptr<Item> SegmentLog::Lane::take() {
  auto item = std::move(items.front());
  items.pop_front();
  entries -= item->encoded.size();
  bytes -= item->bytes;
  if (item->append.on_durable) --writes;
  return item;
}

void SegmentLog::take_from(Lane& lane, Batch& batch, std::size_t& bytes) {
  // Half a frame at most per item (prepare), so the first always fits.
  const std::size_t bytes_max = writer_->plain_bytes_max() - 4096; // a clock entry, the effects
  while (!lane.items.empty() && bytes + lane.items.front()->bytes <= bytes_max) {
    auto item = lane.take();
    bytes += item->bytes;
    batch.push_back(std::move(item));
  }
}

bool SegmentLog::queued() const { return !normal_.items.empty() || !denials_.items.empty(); }

// Writes alone wait until the store has done those before: they would only wait for it in another
// queue, and so they share a frame and a transaction.
bool SegmentLog::frame_due() const {
  if (stopping_) return true;
  const bool only_writes = denials_.items.empty() && normal_.writes == normal_.items.size();
  const bool held = only_writes && state_ == LogState::open && marks_->any_unsettled();
  return batch_released_ && queued() && !held;
}

// Nothing: no entry came to carry what the store did. Empty: the log closes.
std::optional<SegmentLog::Batch> SegmentLog::take_batch() {
  std::unique_lock lock(queue_mutex_);
  const auto due = [this] { return frame_due(); };
  for (;;) {
    const bool owed = marks_->applied() > confirmed_; // and had all the wait to be carried
    if (state_ == LogState::open && (owed || marks_->any_unsettled()))
      queue_filled_.wait_for(lock, options_.store_wait, due);
    else
      queue_filled_.wait(lock, due);
    if (stopping_ || (batch_released_ && queued())) break;
    if (owed) return std::nullopt;
  }
  Batch batch;
  std::size_t bytes = 0;
  take_from(normal_, batch, bytes);
  take_from(denials_, batch, bytes);
  batch_released_ = queued(); // what did not fit needs nobody's release
  return batch;
}

void SegmentLog::run() {
  run_at_once();
  for (;;) {
    auto taken = take_batch();
    if (!taken || taken->empty()) confirm_applied();
    if (!taken) continue;
    if (taken->empty()) return; // stopping
    Batch& batch = *taken;
    std::optional<Error> refused;
    {
      const std::lock_guard lock(queue_mutex_);
      refused = closed_reason();
    }
    if (refused) {
      fail(batch, *refused);
      continue;
    }
    write_openings(batch);
    if (!batch.empty()) write_entries(std::move(batch));
  }
}

// Lets go of the item before its caller can: the caller's is the last hold on it.
void SegmentLog::answer(std::shared_ptr<Item> item, Result<std::vector<Logged>> result) {
  const auto done = std::move(item->done);
  item.reset();
  done(std::move(result));
}

void SegmentLog::fail(Batch& batch, const Error& error) {
  for (auto& item : batch) answer(std::move(item), error);
  batch.clear();
}

// Writes and syncs. On failure the log is sealed (nothing was written) or poisoned.
bool SegmentLog::put(const FrameHeader& header, ByteView plain) {
  const auto written = writer_->write(header, plain);
  if (written) {
    confirmed_ = header.applied;
    return true;
  }
  if (writer_->failed())
    seal(LogState::poisoned, "audit-write-failed");
  else
    seal(LogState::sealed, written.error().code() == Errc::no_space ? "audit-disk-full"
                                                                    : "audit-next-segment-failed");
  return false;
}

// A frame without entries: a store put back to before this position is refused at the next start,
// even when nothing was written to the log since.
void SegmentLog::confirm_applied() {
  FrameHeader header;
  header.kind = FrameKind::applied;
  header.count = 1;
  header.first_sequence = writer_->cursor().next_sequence;
  header.applied = marks_->applied();
  if (header.applied <= confirmed_) return;
  confirmed_ = header.applied; // tried once; a log that cannot be written is sealed by put
  if (condition().state != LogState::open || !put(header, {})) return;
  const std::lock_guard lock(trees_mutex_);
  durable_.cursor = writer_->cursor();
  durable_.last_frame_offset = writer_->last_frame_offset();
}

void SegmentLog::write_openings(Batch& batch) {
  const auto rest = std::stable_partition(
      batch.begin(), batch.end(), [](const auto& item) { return item->opening.has_value(); });
  Batch openings(std::make_move_iterator(batch.begin()), std::make_move_iterator(rest));
  batch.erase(batch.begin(), rest);
  if (openings.empty()) return;
  FrameHeader header;
  header.kind = FrameKind::openings;
  header.count = static_cast<std::uint32_t>(openings.size());
  header.first_sequence = writer_->cursor().next_sequence;
  header.applied = marks_->applied();
  ByteWriter plain;
  for (const auto& item : openings) {
    plain.raw(item->opening->tenant.view());
    plain.raw(item->opening->log.view());
  }
  if (!put(header, plain.view())) {
    const Error error = LV_FAIL(audit_unavailable, "the audit log cannot be written");
    fail(openings, error);
    fail(batch, error);
    return;
  }
  {
    const std::lock_guard lock(trees_mutex_);
    durable_.cursor = writer_->cursor();
    durable_.last_frame_offset = writer_->last_frame_offset();
    for (const auto& item : openings)
      durable_.trees.try_emplace(item->opening->tenant,
                                 LogTree{item->opening->tenant, item->opening->log, {}});
  }
  for (auto& item : openings) answer(std::move(item), std::vector<Logged>());
}

bool SegmentLog::still_expected(const Item& item) const {
  return std::all_of(
      item.append.expectations.begin(), item.append.expectations.end(),
      [this](const Expectation& expected) { return mark(expected.object) == expected.position; });
}

// The entry that says that the wall clock fell back, ahead of those it concerns.
std::shared_ptr<Item> clock_stepped_item(std::int64_t step_us) {
  Entry entry;
  entry.kind = EntryKind::clock_stepped;
  entry.tenant = system_tenant;
  entry.time = Time{1};
  SystemBody body;
  body.number = static_cast<std::uint64_t>(step_us);
  entry.body = body;
  auto item = std::make_shared<Item>();
  item->encoded.push_back(encode_entry(entry).value());
  item->tenant = entry.tenant;
  item->done = [](const Result<std::vector<Logged>>&) {};
  return item;
}

// Stamps time, id and position into the item's entries and moves its marks.
void SegmentLog::assign(Item& item, ByteWriter& plain, std::vector<Effect>& effects,
                        std::uint32_t& count) {
  const std::uint32_t first = count;
  const LogId log = durable_.trees.at(item.tenant).log;
  for (Bytes& bytes : item.encoded) {
    last_time_ = Time{std::max(last_wall_.us, last_time_.us + 1)};
    Logged logged;
    logged.entry = make_entry_id(last_time_);
    logged.position = Position::of(options_.node, writer_->cursor().next_sequence + count);
    logged.log = log;
    stamp_entry(bytes, last_time_, logged.entry);
    logged.leaf = tlog::leaf_hash(bytes);
    if (entry_kind(bytes) == EntryKind::policy_changed)
      policy_set_.store(logged.position.value, std::memory_order_release);
    plain.lp(bytes);
    item.logged.push_back(logged);
    ++count;
  }
  if (item.append.touches.empty() && !item.append.on_durable) return;
  effects.push_back({first, count - 1, item.append.touches});
  marks_->assign({item.logged.back().position, item.append.touches, item.encoded});
}

void SegmentLog::write_entries(Batch batch) {
  const Time wall = clock_.now();
  Batch accepted;
  Batch moved;
  Batch unknown;
  if (wall.us < last_wall_.us - clock_step_us)
    accepted.push_back(clock_stepped_item(last_wall_.us - wall.us));
  last_wall_ = wall;

  ByteWriter plain;
  plain.reserve(plain_bytes(batch));
  std::vector<Effect> effects;
  std::uint32_t count = 0;
  for (auto& item : accepted) assign(*item, plain, effects, count);
  for (auto& item : batch) {
    // Only this thread changes durable_.trees, so it may read it without the lock.
    if (!durable_.trees.contains(item->tenant)) {
      unknown.push_back(std::move(item));
    } else if (!still_expected(*item)) {
      moved.push_back(std::move(item));
    } else {
      assign(*item, plain, effects, count);
      accepted.push_back(std::move(item));
    }
  }
  fail(unknown, LV_FAIL(not_found, "the tenant has no audit log"));
  fail(moved, LV_FAIL(moved, "what was decided on has changed"));
  if (accepted.empty()) return;

  FrameHeader header;
  header.count = count;
  header.first_sequence = writer_->cursor().next_sequence;
  header.applied = marks_->applied();
  write_effects(plain, effects);
  if (planted(PlantedFault::audit_after_reply)) answer_releases(accepted);
  if (planted(PlantedFault::checkpoint_before_leaves) && !sign_ahead(accepted))
    seal(LogState::poisoned, "audit-checkpoint-failed");
  if (!put(header, plain.view())) {
    fail(accepted, LV_FAIL(audit_unavailable, "the audit log cannot be written"));
    return;
  }
  commit(accepted);
}

// For a planted fault: those who wait for a release are told where its entries will stand.
void SegmentLog::answer_releases(Batch& batch) {
  std::map<TenantId, std::uint64_t> sizes;
  EntryOutline first;
  for (auto& item : batch) {
    const TenantId tenant = item->tenant;
    const auto size = sizes.try_emplace(tenant, durable_.trees.at(tenant).range.size()).first;
    for (Logged& logged : item->logged) logged.index = size->second++;
    if (!outline_entry(item->encoded.front(), first) || first.kind != EntryKind::release) continue;
    item->done(item->logged);
    item->done = [](const Result<std::vector<Logged>>&) {};
  }
}

// The frame is durable: trees, then the store's jobs in position order, then the waiters.
void SegmentLog::commit(Batch& batch) {
  {
    const std::lock_guard lock(trees_mutex_);
    durable_.cursor = writer_->cursor();
    durable_.last_frame_offset = writer_->last_frame_offset();
    durable_.last_time = last_time_;
    for (auto& item : batch) {
      auto& tree = durable_.trees.at(item->tenant);
      for (Logged& logged : item->logged) {
        logged.index = tree.range.size();
        tree.range.append(logged.leaf);
      }
    }
    newest_.store(batch.back()->logged.back().position.value, std::memory_order_release);
  }
  // Nothing behind the first one that the store does not take: once it has a later write it seems
  // to have all before.
  std::vector<bool> handed_over(batch.size(), true);
  bool taken = true;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!batch[i]->append.on_durable) continue;
    taken = taken && batch[i]->append.on_durable(batch[i]->logged.back().position).has_value();
    handed_over[i] = taken;
  }
  if (!taken) seal(LogState::sealed, "store-unavailable");
  for (std::size_t i = 0; i < batch.size(); ++i) {
    Result<std::vector<Logged>> result = LV_FAIL(sealed, "the store does not take writes");
    if (handed_over[i]) result = std::move(batch[i]->logged);
    answer(std::move(batch[i]), std::move(result));
  }
}

} // namespace lv::audit
