#include "leadvault/audit/verify.hpp"

#include "audit/checkpoint_file.hpp"
#include "audit/frame_reader.hpp"

#include "leadvault/audit/entry.hpp"

#include <map>
#include <thread>

namespace lv::audit {

namespace {

struct KnownCheckpoint {
  TenantId tenant;
  Digest root{};
  std::uint64_t offset = 0;
  bool met = false;
};

class Verifier {
public:
  Verifier(const std::filesystem::path& folder, const AuditKeys& keys,
           const std::function<void(const VerifyProgress&)>& progress)
      : folder_(folder), keys_(keys), progress_(progress), reader_(folder, keys, LogCursor{}) {}

  Result<VerifyReport> run() {
    LV_CHECK(load_checkpoints());
    if (!report_.fault) LV_CHECK(follow_frames());
    for (const auto& [tenant, log] : logs_) report_.logs.push_back(log);
    for (auto& log : report_.logs) log.root = ranges_.at(log.tenant).root();
    if (!report_.fault) demand_checkpoints_met();
    return std::move(report_);
  }

private:
  void fault(std::string file, std::uint64_t offset, const char* reason) {
    if (!report_.fault) report_.fault = VerifyFault{std::move(file), offset, reason};
  }
  void fault(const FrameFault& found) {
    fault(segment_name(found.segment), found.offset, found.reason);
  }

  Result<void> load_checkpoints();
  void take_checkpoint(const CheckpointRecord& record);
  Result<void> follow_frames();
  void take_frame(const Frame& frame);
  void take_entry(ByteView bytes, const Frame& frame);
  void demand_checkpoints_met();
  void show_progress(const Frame& frame);

  const std::filesystem::path& folder_;
  const AuditKeys& keys_;
  const std::function<void(const VerifyProgress&)>& progress_;
  FrameReader reader_;
  VerifyReport report_;
  std::map<TenantId, VerifiedLog> logs_;
  std::map<TenantId, tlog::CompactRange> ranges_;
  std::map<LogId, std::map<std::uint64_t, KnownCheckpoint>> checkpoints_;
  Time last_time_;
  Position applied_;
};

Result<void> Verifier::load_checkpoints() {
  CheckpointFile file;
  for (int look = 0; look < looks_max; ++look) {
    const auto bytes = read_whole_file(folder_ / checkpoint_file_name, checkpoint_file_bytes_max);
    if (!bytes && bytes.error().code() == Errc::not_found)
      return LV_FAIL(not_found, "there is no audit log in this folder");
    if (!bytes) return bytes.error();
    file = read_checkpoint_file(*bytes);
    if (!file.fault) break;
    std::this_thread::sleep_for(look_again_after);
  }
  for (const auto& record : file.records) take_checkpoint(record);
  if (file.fault) fault(checkpoint_file_name, file.end, file.fault);
  return {};
}

void Verifier::take_checkpoint(const CheckpointRecord& record) {
  const auto checkpoint = check_checkpoint(record, keys_.signers);
  if (!checkpoint) return fault(checkpoint_file_name, record.offset, checkpoint.error().what());
  auto& known = checkpoints_[record.log];
  if (!known.empty() && known.rbegin()->first > checkpoint->head.size)
    return fault(checkpoint_file_name, record.offset, "a checkpoint falls behind an earlier one");
  const auto [it, added] =
      known.try_emplace(checkpoint->head.size, KnownCheckpoint{record.tenant, checkpoint->head.root,
                                                               record.offset, false});
  const auto& same = it->second;
  if (!added && (same.root != checkpoint->head.root || same.tenant != record.tenant))
    return fault(checkpoint_file_name, record.offset, "two checkpoints of one size disagree");
  ++report_.checkpoints;
}

Result<void> Verifier::follow_frames() {
  Frame frame;
  int looks = 0;
  while (!report_.fault) {
    LV_TRY(read, reader_.next(frame));
    auto next = read;
    if (next == FrameReader::Next::end) {
      LV_TRY(tail, reader_.check_zero_tail());
      if (tail == FrameReader::Next::end) break;
      next = tail;
    }
    if (next == FrameReader::Next::fault) {
      if (++looks == looks_max) {
        fault(reader_.fault());
        break;
      }
      reader_.reopen();
      std::this_thread::sleep_for(look_again_after);
      continue;
    }
    looks = 0;
    take_frame(frame);
  }
  if (!report_.fault && report_.frames == 0)
    return LV_FAIL(not_found, "there is no audit log in this folder");
  return {};
}

void Verifier::take_frame(const Frame& frame) {
  ++report_.frames;
  report_.segments = frame.segment;
  report_.bytes += frame.header.length;
  if (frame.header.applied < applied_)
    return fault(segment_name(frame.segment), frame.offset, "the store's position falls back");
  applied_ = frame.header.applied;
  for (const Opening& opening : frame.content.openings) {
    const auto [it, added] =
        logs_.try_emplace(opening.tenant, VerifiedLog{opening.tenant, opening.log, 0, {}});
    ranges_.try_emplace(opening.tenant);
    if (!added && it->second.log != opening.log)
      return fault(segment_name(frame.segment), frame.offset, "a tenant has two logs");
  }
  for (const ByteView entry : frame.content.entries) take_entry(entry, frame);
  if (!frame.content.entries.empty())
    report_.newest = Position::of(reader_.segment()->node, reader_.cursor().next_sequence - 1);
  show_progress(frame);
}

void Verifier::take_entry(ByteView bytes, const Frame& frame) {
  const auto refuse = [&](const char* reason) {
    fault(segment_name(frame.segment), frame.offset, reason);
  };
  const auto entry = decode_entry(bytes);
  if (!entry) return refuse("an entry is malformed");
  if (entry->time <= last_time_) return refuse("the times do not rise");
  last_time_ = entry->time;
  const auto log = logs_.find(entry->tenant);
  if (log == logs_.end()) return refuse("an entry's log was never opened");
  auto& range = ranges_.at(entry->tenant);
  range.append(tlog::leaf_hash(bytes));
  log->second.size = range.size();
  ++report_.entries;
  auto& known = checkpoints_[log->second.log];
  const auto checkpoint = known.find(range.size());
  if (checkpoint == known.end()) return;
  if (checkpoint->second.root != range.root())
    return fault(checkpoint_file_name, checkpoint->second.offset,
                 "the log's root is not that of its checkpoint");
  if (checkpoint->second.tenant != entry->tenant)
    return fault(checkpoint_file_name, checkpoint->second.offset,
                 "a checkpoint names another tenant than its log's");
  checkpoint->second.met = true;
}

void Verifier::demand_checkpoints_met() {
  for (const auto& [log, known] : checkpoints_)
    for (const auto& [size, checkpoint] : known)
      if (!checkpoint.met)
        fault(checkpoint_file_name, checkpoint.offset, "the log is shorter than its checkpoint");
}

void Verifier::show_progress(const Frame& frame) {
  if (!progress_) return;
  const std::uint64_t before = (frame.segment - 1) * reader_.segment_bytes();
  progress_({before + frame.offset + frame.header.length, before + reader_.segment_bytes()});
}

} // namespace

Result<VerifyReport> verify_log(const std::filesystem::path& folder, const AuditKeys& keys,
                                const std::function<void(const VerifyProgress&)>& progress) {
  return Verifier(folder, keys, progress).run();
}

} // namespace lv::audit
