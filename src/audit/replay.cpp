#include "audit/replay.hpp"

#include "audit/entry_layout.hpp"

#include "leadvault/crypto/hash.hpp"

#include <fcntl.h>

namespace lv::audit {

namespace {

Result<void> take_openings(const Frame& frame, ReplayState& state) {
  for (const Opening& opening : frame.content.openings) {
    const auto [it, added] =
        state.trees.try_emplace(opening.tenant, LogTree{opening.tenant, opening.log, {}});
    if (!added && it->second.log != opening.log)
      return LV_FAIL(integrity, "a tenant has two audit logs");
  }
  return {};
}

Result<void> take_entry(ByteView bytes, const ExpectedRoots& roots, ReplayState& state) {
  auto decoded = decode_entry(bytes);
  if (!decoded) return LV_FAIL(integrity, "an entry in the audit log is malformed");
  if (decoded->time <= state.last_time)
    return LV_FAIL(integrity, "the times in the audit log do not rise");
  state.last_time = decoded->time;
  const auto tree = state.trees.find(decoded->tenant);
  if (tree == state.trees.end()) return LV_FAIL(integrity, "an entry's log was never opened");
  tree->second.range.append(tlog::leaf_hash(bytes));
  if (const auto log = roots.find(tree->second.log); log != roots.end()) {
    const auto root = log->second.find(tree->second.range.size());
    if (root != log->second.end() && root->second != tree->second.range.root())
      return LV_FAIL(integrity, "audit-inconsistent: a log's root is not that of its checkpoint");
  }
  const auto* body = std::get_if<SystemBody>(&decoded->body);
  if (decoded->kind == EntryKind::outcome && body->code == outcome_not_applied)
    state.effects.erase(body->about);
  return {};
}

// A frame that tells of a position of the store stands behind all that was said of the writes up to
// there: an outcome entry, when a start before did not find one of them in the store, or the
// store's own note that it rolled one back. All others of them it has.
Result<void> settle_passed(const ReplayInput& input, ReplayState& state) {
  const Position passed = std::min(state.applied, input.store_applied);
  for (auto at = state.effects.upper_bound(state.passed);
       at != state.effects.end() && at->first <= passed;) {
    LV_TRY(undone, input.rolled_back(at->first));
    if (undone) { // its outcome entry is still to come
      ++at;
      continue;
    }
    for (const ObjectKey& key : at->second.keys) state.marks->restore({key, at->first});
    at = state.effects.erase(at);
  }
  state.passed = std::max(state.passed, passed);
  return {};
}

Result<void> take_frame(const Frame& frame, const ReplayInput& input, ReplayState& state) {
  state.applied = std::max(state.applied, frame.header.applied);
  LV_CHECK(take_openings(frame, state));
  for (const ByteView entry : frame.content.entries)
    LV_CHECK(take_entry(entry, input.roots, state));
  for (const Effect& effect : frame.content.effects) {
    Unsettled write;
    write.position = Position::of(input.owner.node, frame.header.first_sequence + effect.last);
    write.keys = effect.keys;
    for (std::uint32_t i = effect.first; i <= effect.last; ++i)
      write.entries.emplace_back(frame.content.entries[i].begin(), frame.content.entries[i].end());
    state.effects.insert_or_assign(write.position, std::move(write));
  }
  ++state.frames;
  return settle_passed(input, state);
}

ReplayState start_state(std::optional<Snapshot> snapshot) {
  ReplayState state;
  if (!snapshot) return state;
  state.cursor = snapshot->cursor;
  state.last_frame_offset = snapshot->last_frame_offset;
  state.last_time = snapshot->last_time;
  state.applied = snapshot->applied;
  for (const SettledMark& mark : snapshot->marks) state.marks->restore(mark);
  for (Unsettled& write : snapshot->unsettled)
    state.effects.insert_or_assign(write.position, std::move(write));
  for (const LogTree& tree : snapshot->logs) state.trees.emplace(tree.tenant, tree);
  return state;
}

// An invalid frame: torn when nothing valid stands behind it. A damaged segment header is torn only
// before zeros, since no frame is written before the header is durable.
Result<void> accept_torn_tail(FrameReader& reader, ReplayState& state) {
  const FrameFault fault = reader.fault();
  if (fault.segment == state.cursor.segment && state.cursor.offset == 0) {
    LV_TRY(alone, reader.header_stands_alone());
    if (alone) return {}; // the segment is filled with zeros again before it is used
  }
  const bool header = fault.offset < segment_header_bytes;
  if (header && (fault.code == Errc::wrong_key || fault.code == Errc::unknown_version ||
                 fault.code == Errc::not_ours))
    return Error(fault.code, fault.reason);
  if (fault.segment != state.cursor.segment || fault.offset < segment_header_bytes ||
      state.cursor.offset == 0) // frames without their segment's header
    return Error(Errc::integrity, fault.reason);
  if (fault.code == Errc::wrong_key && state.frames == 0)
    return LV_FAIL(wrong_key, "the audit log is sealed under another key");
  LV_TRY(valid, reader.find_valid_after(fault.offset + 1));
  if (valid)
    return LV_FAIL(integrity, "audit-inconsistent: a damaged frame stands before a sound one");
  state.tail_cut_from = fault.offset;
  return {};
}

} // namespace

Result<ReplayState> replay(const ReplayInput& input, std::optional<Snapshot> snapshot) {
  ReplayState state = start_state(std::move(snapshot));
  FrameReader reader(input.folder, input.keys, state.cursor);
  Frame frame;
  for (;;) {
    LV_TRY(next, reader.next(frame));
    state.cursor = reader.cursor();
    if (reader.segment()) {
      if (reader.segment()->installation != input.owner.installation ||
          reader.segment()->node != input.owner.node)
        return LV_FAIL(not_ours, "the audit log is of another installation or node");
      state.key_term = reader.segment()->key_term;
    }
    if (next == FrameReader::Next::fault) {
      LV_CHECK(accept_torn_tail(reader, state));
      break;
    }
    if (next == FrameReader::Next::end) {
      LV_TRY(tail, reader.check_zero_tail());
      if (tail == FrameReader::Next::fault) LV_CHECK(accept_torn_tail(reader, state));
      break;
    }
    state.last_frame_offset = frame.offset;
    LV_CHECK(take_frame(frame, input, state));
  }
  return state;
}

bool snapshot_fits(const ReplayInput& input, const Snapshot& snapshot) {
  if (snapshot.last_frame_offset == 0) return false;
  const auto path = input.folder / segment_name(snapshot.cursor.segment);
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (fd.fd < 0) return false;
  ByteArray<frame_header_bytes> head{};
  const auto count = read_at(fd.fd, snapshot.last_frame_offset, head);
  if (!count || *count != head.size()) return false;
  const auto header = decode_frame_header(head);
  if (!header || header->length > limits::frame_bytes_max ||
      align_frame(snapshot.last_frame_offset + header->length) < snapshot.cursor.offset)
    return false;
  Bytes whole(header->length);
  const auto got = read_at(fd.fd, snapshot.last_frame_offset, whole);
  return got && *got == whole.size() && crypto::sha256(whole) == snapshot.cursor.previous;
}

} // namespace lv::audit
