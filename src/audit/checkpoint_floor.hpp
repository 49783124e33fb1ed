// What a start believes of checkpoints.lvc: the newest checkpoint of each log, its signature
// checked, is a floor below which that log cannot stand (audit/FORMAT.md §6).
// Plain values. Never verifies more signatures than there are logs: `verify_log` does that.
#pragma once

#include "audit/checkpoint_file.hpp"
#include "audit/replay.hpp"

namespace lv::audit {

struct CheckpointFloor {
  std::vector<CheckpointRecord> records;
  ExpectedRoots roots; // of all of them; the last of each log is the one that is believed
  std::uint64_t end = 0;
};

// What a torn last write left was never shown: it is cut. Errors: io, config (another domain),
// unknown_version, integrity (missing beside segments, damaged, contradictory), and those of
// check_checkpoint for a log's newest.
Result<CheckpointFloor> load_checkpoint_floor(const std::filesystem::path& folder,
                                              std::string_view domain, const AuditKeys& keys);

// Whether the snapshot stands no further than the newest checkpoints, and on their roots. One that
// does not would have a start pass by the size at which a checkpoint has to be compared.
bool snapshot_stands_on(const CheckpointFloor& floor, const Snapshot& snapshot);

// The log has come at least as far as each newest checkpoint, its root there was compared on the
// way (`roots`) or is the snapshot's, and each record names the tenant whose log it is of.
Result<void> check_floor(const CheckpointFloor& floor, const ReplayState& state);

} // namespace lv::audit
