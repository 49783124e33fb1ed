#include "audit/checkpoint_floor.hpp"

#include "audit/posix.hpp"

#include "leadvault/base/log.hpp"

#include <algorithm>

namespace lv::audit {

namespace {

// Sizes never fall, and one size has one root. Records that contradict each other are refused
// whoever signed them.
Result<void> take_head(const tlog::TreeHead& head, std::map<std::uint64_t, Digest>& roots) {
  if (!roots.empty() && head.size < roots.rbegin()->first)
    return LV_FAIL(integrity, "audit-inconsistent: a checkpoint falls behind an earlier one");
  const auto [at, added] = roots.try_emplace(head.size, head.root);
  if (!added && at->second != head.root)
    return LV_FAIL(integrity, "audit-inconsistent: two checkpoints of one size disagree");
  return {};
}

Result<void> check_newest(const std::vector<CheckpointRecord>& records, const AuditKeys& keys) {
  std::map<LogId, const CheckpointRecord*> newest;
  for (const auto& record : records) newest[record.log] = &record;
  for (const auto& [log, record] : newest) LV_CHECK(check_checkpoint(*record, keys.signers));
  return {};
}

Result<bool> has_segments(const std::filesystem::path& folder) {
  std::error_code failed;
  for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed))
    if (at->path().filename().string().starts_with("seg-")) return true;
  if (failed) return LV_FAIL(io, "the folder of the audit log cannot be read");
  return false;
}

// Durable before the first segment is made, so no crash leaves segments without it.
Result<Bytes> read_or_begin(const std::filesystem::path& folder) {
  const auto path = folder / checkpoint_file_name;
  auto bytes = read_whole_file(path, checkpoint_file_bytes_max);
  if (bytes || bytes.error().code() != Errc::not_found) return bytes;
  LV_TRY(begun, has_segments(folder));
  if (begun)
    return LV_FAIL(integrity, "audit-inconsistent: the checkpoint file is missing: put back "
                              "checkpoints.lvc of this log");
  Bytes header = checkpoint_file_header();
  LV_CHECK(replace_file(path, header));
  return header;
}

// Nothing of a torn write was shown to anybody; that it is cut is told.
Result<void> cut_torn_tail(const std::filesystem::path& path, ByteView bytes,
                           const CheckpointFile& file) {
  log::event(
      log::Level::warning, "audit-checkpoints-cut",
      {{"bytes", std::uint64_t{bytes.size()} - file.end}, {"sound_records", file.torn_records}});
  return replace_file(path, bytes.first(file.end));
}

} // namespace

Result<CheckpointFloor> load_checkpoint_floor(const std::filesystem::path& folder,
                                              std::string_view domain, const AuditKeys& keys) {
  LV_TRY(bytes, read_or_begin(folder));
  CheckpointFile file = read_checkpoint_file(bytes);
  if (file.fault != nullptr && file.code == Errc::unknown_version)
    return LV_FAIL(unknown_version, "the checkpoint file was written by a newer Leadvault");
  if (file.sound_record_after)
    return LV_FAIL(integrity, "audit-inconsistent: the checkpoint file is damaged");
  CheckpointFloor out;
  LV_CHECK(check_newest(file.records, keys));
  for (const auto& record : file.records) {
    LV_TRY(checkpoint, parse_checkpoint(record));
    if (checkpoint.origin != log_origin(domain, record.log))
      return LV_FAIL(config, "the domain is not the one that this log's checkpoints were signed "
                             "for: set `domain` to that of init");
    LV_CHECK(take_head(checkpoint.head, out.roots[record.log]));
  }
  if (file.fault != nullptr) LV_CHECK(cut_torn_tail(folder / checkpoint_file_name, bytes, file));
  out.end = file.end;
  out.records = std::move(file.records);
  return out;
}

bool snapshot_stands_on(const CheckpointFloor& floor, const Snapshot& snapshot) {
  return std::all_of(snapshot.logs.begin(), snapshot.logs.end(), [&floor](const LogTree& tree) {
    if (tree.range.size() == 0) return true;
    const auto roots = floor.roots.find(tree.log);
    if (roots == floor.roots.end() || roots->second.rbegin()->first < tree.range.size())
      return false;
    const auto root = roots->second.find(tree.range.size());
    return root == roots->second.end() || root->second == tree.range.root();
  });
}

Result<void> check_floor(const CheckpointFloor& floor, const ReplayState& state) {
  for (const auto& [log, roots] : floor.roots) {
    const auto tree =
        std::find_if(state.trees.begin(), state.trees.end(),
                     [&log = log](const auto& item) { return item.second.log == log; });
    const auto& [size, root] = *roots.rbegin();
    if (tree == state.trees.end() || tree->second.range.size() < size)
      return LV_FAIL(integrity, "audit-inconsistent: a log is shorter than its checkpoint");
    if (tree->second.range.size() == size && tree->second.range.root() != root)
      return LV_FAIL(integrity, "audit-inconsistent: a log's root is not that of its checkpoint");
  }
  for (const auto& record : floor.records) {
    const auto tree = state.trees.find(record.tenant);
    if (tree == state.trees.end() || tree->second.log != record.log)
      return LV_FAIL(integrity, "audit-inconsistent: a checkpoint names another tenant than its "
                                "log's");
  }
  return {};
}

} // namespace lv::audit
