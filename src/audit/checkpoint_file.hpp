// checkpoints.lvc (audit/FORMAT.md §4): signed checkpoints in order, old ones thinned by age.
// Stateless functions on bytes. Never judges a signature: that takes the log's keys.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/base/time.hpp"
#include "leadvault/tlog/checkpoint.hpp"

#include <optional>

namespace lv::audit {

inline constexpr const char* checkpoint_file_name = "checkpoints.lvc";
inline constexpr std::size_t checkpoint_file_bytes_max = 512 * 1024 * 1024;
inline constexpr std::size_t compacted_bytes_max = checkpoint_file_bytes_max / 4;

struct CheckpointRecord {
  TenantId tenant;
  LogId log;
  Time time;
  std::string note;
  std::uint64_t offset = 0; // in the file
};

struct CheckpointFile {
  std::vector<CheckpointRecord> records;
  std::uint64_t end = 0;           // behind the last sound record
  const char* fault = nullptr;     // at `end`; null = the file ends there
  Errc code = Errc::integrity;     // of the fault; unknown_version: a newer build wrote the file
  bool sound_record_after = false; // of a later write, or no header: then it is no torn tail
  std::uint64_t torn_records = 0;  // sound ones in a torn tail
};

Bytes checkpoint_file_header();
Bytes encode_checkpoint_record(const CheckpointRecord& record);
CheckpointFile read_checkpoint_file(ByteView file);

// Thinned by age, as seen from each log's newest, which always stays: the first record of every
// minute of the last hour, of every hour of the last day, of every day of the last year, and of
// every 30 days before. When that is more than `bytes_max` of file, one an hour, a day, 30 days;
// then each log's first and newest alone.
std::vector<CheckpointRecord> compact_checkpoints(const std::vector<CheckpointRecord>& records,
                                                  std::size_t bytes_max = compacted_bytes_max);
Bytes encode_checkpoint_file(const std::vector<CheckpointRecord>& records);

std::string log_origin(std::string_view domain, LogId log);

// What the note says, its signature unseen; the origin must end with this log's id.
// Errors: malformed, wrong_key.
Result<tlog::Checkpoint> parse_checkpoint(const CheckpointRecord& record);

// Signed by one of `keys` under the name that the note's own origin gives; the origin must end
// with this log's id. Errors: malformed, integrity, wrong_key.
Result<tlog::Checkpoint> check_checkpoint(const CheckpointRecord& record,
                                          std::span<const crypto::PublicKey> keys);

} // namespace lv::audit
