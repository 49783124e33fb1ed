// Opening the log of record: replay, torn tail, checks against checkpoints and the store.
// The caller applies Recovery::to_apply to its store before it serves.
// Never opens what is inconsistent: integrity (the log), stale_state (the store was rolled back).
#pragma once

#include "leadvault/audit/file.hpp"
#include "leadvault/audit/keys.hpp"
#include "leadvault/audit/log.hpp"
#include "leadvault/base/limits.hpp"

#include <chrono>

namespace lv::audit {

struct AuditOptions {
  std::filesystem::path folder; // of the log itself: <data>/audit; made when absent
  InstallationId installation;
  std::uint16_t node = 1;
  std::string domain = "leadvault.invalid"; // first part of every checkpoint's origin
  std::size_t segment_bytes = limits::segment_bytes_default;
  // How long writes wait for the store to have done those before, and what the store did for an
  // entry whose frame tells of it.
  std::chrono::milliseconds store_wait{20};
  const Clock* clock = nullptr; // null: the system clock; outlives the log
  FileOpener open_file;         // empty: POSIX
  // Called once, on the thread that found it; must not wait for the log.
  std::function<void(const char* reason)> on_poisoned;
};

// One append with store effects that the store has not seen: its entries, in order.
struct Unapplied {
  Position position; // of its last entry: what the store would have recorded
  std::vector<Entry> entries;
};

struct Recovery {
  std::vector<Unapplied> to_apply;   // withdrawals and erasures: apply, then call applied()
  std::vector<Position> not_applied; // never acknowledged; an outcome entry now says so
  std::uint64_t tail_cut_bytes = 0;  // of a torn frame
  std::uint64_t frames_replayed = 0;
  Position newest; // of the log, before the outcome entries
};

struct Opened {
  std::unique_ptr<AuditLog> log;
  Recovery recovery;
};

// `store_applied` and `was_not_applied` are the store's answers of the same name.
// Errors: config, io, no_space, wrong_key, unknown_version, integrity, stale_state.
Result<Opened> open_audit_log(AuditOptions options, AuditKeys keys, Position store_applied,
                              std::function<Result<bool>(Position)> was_not_applied);

std::string log_origin(std::string_view domain, LogId log); // <domain>/<log id>/0

} // namespace lv::audit
