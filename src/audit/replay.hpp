// Replay: what the segments say at start, on top of a snapshot or from nothing.
// One thread. Never decides what to do about the store: open.cpp does.
#pragma once

#include "audit/checkpoint_file.hpp"
#include "audit/snapshot.hpp"

#include <map>
#include <unordered_set>

namespace lv::audit {

struct ReplayState {
  LogCursor cursor;
  std::uint64_t last_frame_offset = 0;
  std::uint32_t key_term = 0; // of the segment at the cursor; 0 = none yet
  Time last_time;
  Position applied; // newest one recorded
  std::map<TenantId, LogTree> trees;
  std::vector<SettledMark> marks;                // of the snapshot
  std::vector<Unsettled> effects;                // since, in order
  std::unordered_set<std::uint64_t> not_applied; // positions that outcome entries name
  std::uint64_t frames = 0;
  std::uint64_t tail_cut_from = 0; // offset in the cursor's segment; 0 = whole
};

// Roots that must be met on the way: log -> size -> root.
using ExpectedRoots = std::map<LogId, std::map<std::uint64_t, Digest>>;

struct ReplayInput {
  std::filesystem::path folder;
  const AuditKeys& keys;
  SnapshotOwner owner;
  const ExpectedRoots& roots;
};

// Errors: io, integrity (anything but a torn tail), wrong_key, unknown_version.
Result<ReplayState> replay(const ReplayInput& input, const Snapshot* snapshot);

// Whether the segments still hold what the snapshot was taken of.
bool snapshot_fits(const ReplayInput& input, const Snapshot& snapshot);

} // namespace lv::audit
