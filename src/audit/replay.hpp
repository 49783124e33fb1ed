// Replay: what the segments say at start, on top of a snapshot or from nothing. Writes that the
// store has are settled on the way, so that a long log takes no more memory than its marks.
// One thread. Never decides what to do about what the store lacks: open.cpp does.
#pragma once

#include "audit/checkpoint_file.hpp"
#include "audit/marks.hpp"

#include <map>

namespace lv::audit {

struct ReplayState {
  LogCursor cursor;
  std::uint64_t last_frame_offset = 0;
  std::uint32_t key_term = 0; // of the segment at the cursor; 0 = none yet
  Time last_time;
  Position applied; // newest one recorded
  std::map<TenantId, LogTree> trees;
  std::unique_ptr<Marks> marks = std::make_unique<Marks>(); // of what the store has
  std::map<Position, Unsettled> effects; // that are not settled, nor named by an outcome entry
  Position passed;                       // up to here they were looked at
  std::uint64_t frames = 0;
  std::uint64_t tail_cut_from = 0; // offset in the cursor's segment; 0 = whole
};

using RolledBack = std::function<Result<bool>(Position)>;

// Roots that must be met on the way: log -> size -> root.
using ExpectedRoots = std::map<LogId, std::map<std::uint64_t, Digest>>;

struct ReplayInput {
  std::filesystem::path folder;
  const AuditKeys& keys;
  SnapshotOwner owner;
  const ExpectedRoots& roots;
  Position store_applied;
  const RolledBack& rolled_back; // what the store says of a position up to `store_applied`
};

// Errors: io, integrity (anything but a torn tail), wrong_key, unknown_version, the store's.
Result<ReplayState> replay(const ReplayInput& input, std::optional<Snapshot> snapshot);

// Whether the segments still hold what the snapshot was taken of.
bool snapshot_fits(const ReplayInput& input, const Snapshot& snapshot);

} // namespace lv::audit
