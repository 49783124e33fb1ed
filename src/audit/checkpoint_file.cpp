#include "audit/checkpoint_file.hpp"

#include "leadvault/crypto/hash.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace lv::audit {

namespace {

constexpr std::string_view magic = "LVACHKPT";
constexpr std::uint16_t version = 1;
constexpr std::size_t header_bytes = 16;
constexpr std::uint32_t record_magic = 0x4c564143; // "LVAC"
constexpr std::size_t record_overhead = 48 + 32;
constexpr std::size_t record_bytes_max = 64 * 1024;
constexpr std::int64_t minute_us = 60'000'000;
constexpr std::int64_t hour_us = 60 * minute_us;
constexpr std::int64_t day_us = 24 * hour_us;
// What a step of time is at least, tried in turn until the rest fits.
constexpr std::int64_t steps_min_us[] = {minute_us, hour_us, day_us, 30 * day_us, INT64_MAX};

Result<CheckpointRecord> read_record(ByteView bytes, std::size_t& length) {
  ByteReader in(bytes);
  CheckpointRecord out;
  LV_TRY(mark, in.u32());
  LV_TRY(size, in.u32());
  if (mark != record_magic || size <= record_overhead || size > record_bytes_max ||
      size > bytes.size())
    return LV_FAIL(integrity, "a checkpoint record is damaged");
  LV_TRY(tenant, in.array<16>());
  LV_TRY(log, in.array<16>());
  LV_TRY(time, in.i64());
  LV_TRY(note, in.raw(size - record_overhead));
  LV_TRY(hash, in.array<32>());
  if (hash != crypto::sha256(bytes.first(size - hash.size())))
    return LV_FAIL(integrity, "a checkpoint record is damaged");
  out.tenant.bytes = tenant;
  out.log.bytes = log;
  out.time.us = time;
  out.note = text_of(note);
  length = size;
  return out;
}

// Whether what was lost of a record reads as zeros: its first bytes up to the end of their sector,
// or more of them than a record has of its own. `begin` is its place in the file.
bool is_lost(ByteView bytes, std::uint64_t begin) {
  constexpr std::size_t sector_bytes = 512;
  constexpr std::size_t zeros_min = 8;
  const auto head = bytes.first(std::min(bytes.size(), sector_bytes - begin % sector_bytes));
  if (std::count(head.begin(), head.end(), 0) == std::ssize(head)) return true;
  return std::search_n(bytes.begin(), bytes.end(), zeros_min, 0) != bytes.end();
}

// Whether the file from `begin` on, where a record is not sound, can be what a power loss left of
// the last write: nothing behind it is sound, or what is sound is of that write too (its records
// have one time) and something was lost. Gives how many are sound; nothing: it cannot be.
std::optional<std::uint64_t> sound_in_torn(ByteView file, std::uint64_t begin) {
  const auto rest = file.subspan(begin);
  std::optional<std::int64_t> time;
  std::uint64_t sound = 0;
  std::size_t length = 0;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] != 'L') continue;
    const auto record = read_record(rest.subspan(i), length);
    if (!record) continue;
    if (!time && !is_lost(rest.first(i), begin)) return std::nullopt;
    if (time && *time != record->time.us) return std::nullopt;
    time = record->time.us;
    ++sound;
  }
  return sound;
}

// Of the stretches of time of which one record of a log is kept.
std::int64_t step_at_age(std::int64_t age_us) {
  if (age_us <= hour_us) return minute_us;
  if (age_us <= day_us) return hour_us;
  if (age_us <= 365 * day_us) return day_us;
  return 30 * day_us;
}

std::vector<CheckpointRecord> thin(const std::vector<CheckpointRecord>& records,
                                   std::int64_t step_min_us) {
  struct Stretch {
    std::int64_t step = 0;
    std::int64_t number = 0;
    bool operator==(const Stretch&) const = default;
  };
  std::map<LogId, std::size_t> newest;
  for (std::size_t i = 0; i < records.size(); ++i) newest[records[i].log] = i;
  std::map<LogId, Stretch> last;
  std::vector<CheckpointRecord> out;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto at = newest.at(records[i].log);
    const auto step = std::max(step_at_age(records[at].time.us - records[i].time.us), step_min_us);
    const Stretch now{step, records[i].time.us / step};
    const auto [before, first] = last.try_emplace(records[i].log, now);
    if (!first && before->second == now && at != i) continue;
    before->second = now;
    out.push_back(records[i]);
  }
  return out;
}

std::size_t file_bytes_of(const std::vector<CheckpointRecord>& records) {
  std::size_t bytes = header_bytes;
  for (const auto& record : records) bytes += record_overhead + record.note.size();
  return bytes;
}

Result<std::string> origin_of(const CheckpointRecord& record) {
  const std::string tail = "/" + to_text(record.log) + "/0";
  std::string origin = record.note.substr(0, record.note.find('\n'));
  if (origin.size() <= tail.size() || !origin.ends_with(tail))
    return LV_FAIL(wrong_key, "a checkpoint is of another log");
  return origin;
}

} // namespace

Bytes checkpoint_file_header() {
  ByteWriter out;
  out.raw(bytes_of(magic));
  out.u16(version);
  out.raw(ByteArray<6>{});
  return out.take();
}

Bytes encode_checkpoint_record(const CheckpointRecord& record) {
  ByteWriter out;
  out.u32(record_magic);
  out.u32(static_cast<std::uint32_t>(record_overhead + record.note.size()));
  out.raw(record.tenant.view());
  out.raw(record.log.view());
  out.i64(record.time.us);
  out.raw(bytes_of(record.note));
  out.raw(crypto::sha256(out.view()));
  return out.take();
}

CheckpointFile read_checkpoint_file(ByteView file) {
  CheckpointFile out;
  const Bytes header = checkpoint_file_header();
  const bool whole = file.size() >= header.size();
  if (!whole || !std::equal(header.begin(), header.end(), file.begin())) {
    const bool ours = whole && std::equal(magic.begin(), magic.end(), file.begin());
    out.fault = ours ? "the checkpoint file has an unknown version" : "not a checkpoint file";
    if (ours) out.code = Errc::unknown_version;
    out.sound_record_after = true; // the file is never without its header
    return out;
  }
  out.end = header.size();
  std::size_t length = 0;
  while (out.end < file.size()) {
    auto record = read_record(file.subspan(out.end), length);
    if (!record) {
      out.fault = record.error().what();
      break;
    }
    record->offset = out.end;
    out.records.push_back(std::move(*record));
    out.end += length;
  }
  if (!out.fault) return out;
  const auto torn = sound_in_torn(file, out.end);
  out.sound_record_after = !torn;
  out.torn_records = torn.value_or(0);
  return out;
}

std::vector<CheckpointRecord> compact_checkpoints(const std::vector<CheckpointRecord>& records,
                                                  std::size_t bytes_max) {
  std::vector<CheckpointRecord> out;
  for (const std::int64_t step_min_us : steps_min_us) {
    out = thin(records, step_min_us);
    if (file_bytes_of(out) <= bytes_max) break;
  }
  return out;
}

Bytes encode_checkpoint_file(const std::vector<CheckpointRecord>& records) {
  Bytes out = checkpoint_file_header();
  for (const auto& record : records) {
    const Bytes bytes = encode_checkpoint_record(record);
    out.insert(out.end(), bytes.begin(), bytes.end());
  }
  return out;
}

std::string log_origin(std::string_view domain, LogId log) {
  return std::string(domain) + "/" + to_text(log) + "/0";
}

Result<tlog::Checkpoint> parse_checkpoint(const CheckpointRecord& record) {
  LV_CHECK(origin_of(record));
  return tlog::parse_checkpoint_text(record.note.substr(0, record.note.find("\n\n") + 1));
}

Result<tlog::Checkpoint> check_checkpoint(const CheckpointRecord& record,
                                          std::span<const crypto::PublicKey> keys) {
  LV_TRY(origin, origin_of(record));
  std::vector<tlog::NoteVerifier> verifiers;
  for (const auto& key : keys) {
    LV_TRY(verifier, tlog::NoteVerifier::make(origin, key));
    verifiers.push_back(std::move(verifier));
  }
  return tlog::open_checkpoint(record.note, origin, verifiers);
}

} // namespace lv::audit
