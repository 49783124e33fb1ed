// IndexWriter: follows the log into a tail in memory, and writes full tails into the index's
// database. One thread at a time, except `tail` and `position`.
// Never takes what the log does not hold durable.
#pragma once

#include "audit/index_tail.hpp"
#include "audit/posting_runs.hpp"

#include "leadvault/audit/index.hpp"

#include <atomic>

namespace lv::audit {

class IndexWriter {
public:
  IndexWriter(sql::Database database, const IndexSource& source);

  Result<void> load();  // the place it had come to; starts over when that does not fit the log
  Result<void> clear(); // drops every row
  // Takes some thousand entries, writes and merges when due. Whether there may be more to do.
  Result<bool> step();
  sql::Database& database() { return database_.database(); }
  bool usable() const { return database_.usable(); }
  // For queries: whatever is not in this tail is in the database, read from now on.
  std::shared_ptr<const IndexTail> tail() const;
  // Asked after `tail`: all up to here stands in that tail or, read from now on, in the database.
  Position position() const { return position_; }

private:
  Result<bool> take_frames();
  Result<FrameReader::Next> next_frame(Frame& frame, std::uint64_t last_sequence);
  Result<void> write_tail();
  Result<void> write_rows();
  Result<void> write_place();
  Result<void> read_place(LogCursor& cursor, Position& position);
  Result<void> read_trees();
  void begin_tail(std::uint32_t first_granule);
  void start_over();
  std::uint64_t durable_sequence() const;

  sql::Connection database_;
  PostingRuns runs_;
  const IndexSource& source_;
  std::unique_ptr<FrameReader> reader_;
  LogTrees trees_;
  std::uint64_t salt_ = 0;
  std::atomic<Position> position_; // falls before the tail is dropped
  bool loaded_ = false;            // wholly
  bool started_over_ = false;
  mutable std::mutex tail_mutex_; // over the pointer
  std::shared_ptr<IndexTail> tail_;
};

} // namespace lv::audit
