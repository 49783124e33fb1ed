// SegmentLog: the AuditLog on segment files. Three kinds of thread: callers queue, the log thread
// assigns positions and writes frames, the checkpointer re-reads, signs and takes snapshots.
// Built by open.cpp only. Locks, in this order: queue_mutex_, trees_mutex_; marks have their own.
#pragma once

#include "audit/checkpoint_file.hpp"
#include "audit/marks.hpp"
#include "audit/replay.hpp"
#include "audit/segment_writer.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <thread>

namespace lv::audit {

// One append or opening on its way through the log. Its caller holds it until it is answered, so it
// is freed by the thread that made it: freed by the log thread, it had both wait for one lock of
// malloc, entry after entry.
struct Item {
  Append append;              // its entries stand in `encoded` alone
  TenantId tenant;            // of all of them
  std::vector<Bytes> encoded; // time and id still to be stamped
  std::optional<Opening> opening;
  std::size_t bytes = 0;
  std::vector<Logged> logged;
  Completion<std::vector<Logged>> done;
};

class SegmentLog final : public AuditLog {
public:
  SegmentLog(AuditOptions options, AuditKeys keys, ReplayState state,
             std::vector<CheckpointRecord> checkpoints, std::uint64_t checkpoints_end);
  ~SegmentLog() override { close(); }

  // Opens the files, zeroes a torn frame (0 = none) and starts the threads.
  Result<void> start(std::uint64_t cut_from);

  Task<std::vector<Logged>> append(Append append) override;
  Result<std::vector<Logged>> append_blocking(Append append) override;
  void applied(Position position, Applied how) override;
  Freshness freshness(const ObjectKey& object, Position row) const override;
  Position mark(const ObjectKey& object) const override;
  Result<void> open_tenant_log(TenantId tenant, LogId log) override;
  std::optional<LogId> tenant_log(TenantId tenant) const override;
  bool accepting() const override { return condition().state == LogState::open; }
  LogCondition condition() const override;
  Position newest() const override { return Position{newest_.load(std::memory_order_acquire)}; }
  std::string checkpoint(TenantId tenant) const override;
  void close() override;

private:
  struct Lane {
    std::deque<std::shared_ptr<Item>> items;
    std::size_t entries = 0;
    std::size_t bytes = 0;
    std::size_t writes = 0; // items that the store waits for

    void put(std::shared_ptr<Item> item);
    std::shared_ptr<Item> take();
  };
  struct PublishedLog {
    std::uint64_t size = 0; // of the newest signed checkpoint
    std::string note;
  };
  // What the checkpointer works towards: a durable place and the trees there.
  struct Target {
    LogCursor cursor;
    std::uint64_t last_frame_offset = 0;
    Time last_time;
    std::map<TenantId, LogTree> trees;
  };
  using Batch = std::vector<std::shared_ptr<Item>>;

  // segment_log.cpp: callers
  Result<std::shared_ptr<Item>> prepare(Append append) const;
  enum class Release { needed, pending };
  Release enqueue(std::shared_ptr<Item> item);
  void release_batch();
  std::optional<Error> admit(const Item& item, const Lane& lane) const; // under queue_mutex_
  std::optional<Error> closed_reason() const;
  void seal(LogState state, const char* reason);

  // segment_log_write.cpp: the log thread
  void run();
  bool queued() const;    // under queue_mutex_
  bool frame_due() const; // under queue_mutex_
  std::optional<Batch> take_batch();
  void confirm_applied();
  void take_from(Lane& lane, Batch& batch, std::size_t& bytes);
  void write_openings(Batch& batch);
  void write_entries(Batch batch);
  bool still_expected(const Item& item) const;
  void assign(Item& item, ByteWriter& plain, std::vector<Effect>& effects, std::uint32_t& count);
  bool put(const FrameHeader& header, ByteView plain);
  void commit(Batch& batch);
  void answer_releases(Batch& batch);
  void fail(Batch& batch, const Error& error);
  static void answer(std::shared_ptr<Item> item, Result<std::vector<Logged>> result);

  // segment_log_checkpoint.cpp: the checkpointer
  void run_checkpointer();
  void tick();
  Result<void> checkpoint_now();
  Result<void> reread(const Target& target);
  Result<void> sign_changed(const Target& target);
  Result<void> sign_ahead(const Batch& batch);
  Result<void> compact();
  Result<void> save_snapshot(const Target& target);
  Target target() const;

  AuditOptions options_;
  AuditKeys keys_;
  const Clock& clock_;
  const std::unique_ptr<Marks> marks_;

  mutable std::mutex queue_mutex_;
  std::condition_variable queue_filled_;
  Lane normal_;
  Lane denials_;
  bool release_pending_ = false; // a handler that will call release_batch is on its way
  bool batch_released_ = false;  // what is queued may become a frame
  bool stopping_ = false;
  LogState state_ = LogState::open;
  const char* reason_ = "";
  std::atomic<std::uint64_t> newest_{0};
  std::atomic<std::uint64_t> policy_set_{0}; // where the newest policy set got its position

  // The log thread's own.
  std::unique_ptr<SegmentWriter> writer_;
  Time last_time_;
  Time last_wall_;
  Position confirmed_; // newest position of the store that a frame carries

  mutable std::mutex trees_mutex_;
  Target durable_;                             // written by the log thread
  std::map<TenantId, PublishedLog> published_; // by the checkpointer

  // The checkpointer's own.
  std::unique_ptr<FrameReader> reader_;
  std::map<TenantId, LogTree> checked_;
  std::unique_ptr<File> checkpoint_file_;
  std::vector<CheckpointRecord> history_; // since the last compaction and before
  std::uint64_t checkpoints_end_ = 0;
  std::uint64_t compacted_end_ = 0;
  std::uint32_t snapshot_segment_ = 0;
  std::mutex checkpointer_mutex_;
  std::condition_variable checkpointer_wake_;
  bool checkpointer_stop_ = false;

  std::thread log_thread_;
  std::thread checkpointer_;
};

} // namespace lv::audit
