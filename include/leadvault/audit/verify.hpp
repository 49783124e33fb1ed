// Verification of a whole log from its files: chain, encryption, every entry, every tenant's tree,
// every checkpoint. Read-only; works on a copy and while the server runs. One thread.
// Never trusts the snapshot or the index, and never stops at "probably torn".
#pragma once

#include "leadvault/audit/keys.hpp"
#include "leadvault/base/id.hpp"
#include "leadvault/base/position.hpp"

#include <filesystem>
#include <optional>

namespace lv::audit {

struct VerifyFault {
  std::string file;         // name within the folder
  std::uint64_t offset = 0; // of the frame, record or byte
  const char* reason = "";  // one sentence
};

struct VerifiedLog {
  TenantId tenant;
  LogId log;
  std::uint64_t size = 0;
  Digest root{};
};

struct VerifyReport {
  std::uint64_t segments = 0;
  std::uint64_t frames = 0;
  std::uint64_t entries = 0;
  std::uint64_t checkpoints = 0;
  std::uint64_t bytes = 0; // of segments read
  std::vector<VerifiedLog> logs;
  Position newest;
  std::optional<VerifyFault> fault; // the first one; everything before it is sound

  bool sound() const { return !fault; }
};

struct VerifyProgress {
  std::uint64_t bytes_done = 0;
  std::uint64_t bytes_total = 0;
};

// A fault is part of the report. Errors: io (a file cannot be read), not_found (no log there).
Result<VerifyReport> verify_log(const std::filesystem::path& folder, const AuditKeys& keys,
                                const std::function<void(const VerifyProgress&)>& progress = {});

} // namespace lv::audit
