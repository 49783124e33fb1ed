// Snapshot: where the log stood, so that a start need not read all of it (audit/FORMAT.md §5).
// Plain values. Never believed without its seal, nor when the segments disagree.
#pragma once

#include "audit/frame_reader.hpp"

#include "leadvault/audit/log.hpp"
#include "leadvault/base/limits.hpp"
#include "leadvault/tlog/merkle.hpp"

namespace lv::audit {

struct LogTree {
  TenantId tenant;
  LogId log;
  tlog::CompactRange range;
};

struct SettledMark {
  ObjectKey key{};
  Position position;
};

// An append with a part in the store that the store has not spoken about.
struct Unsettled {
  Position position; // of its last entry
  std::vector<ObjectKey> keys;
  std::vector<Bytes> entries;
};

struct Snapshot {
  LogCursor cursor;
  std::uint64_t last_frame_offset = 0; // in the cursor's segment; 0 = none there
  Time last_time;
  Position applied;
  std::vector<LogTree> logs;
  std::vector<SettledMark> marks;
  std::vector<Unsettled> unsettled;
};

struct SnapshotOwner {
  InstallationId installation;
  std::uint16_t node = 0;
};

inline constexpr const char* snapshot_name = "snapshot.lvs";
inline constexpr std::size_t snapshot_file_bytes_max = limits::snapshot_bytes_max + 1024;

// Error: too_large beyond limits::snapshot_bytes_max of plaintext.
Result<Bytes> encode_snapshot(const Snapshot& snapshot, const SnapshotOwner& owner,
                              const TermKey& key);
Result<Snapshot> decode_snapshot(ByteView file, const SnapshotOwner& owner, const KeyByTerm& keys);

} // namespace lv::audit
