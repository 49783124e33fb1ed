#include "audit/snapshot.hpp"

#include "leadvault/crypto/sealed_blob.hpp"

namespace lv::audit {

namespace {

constexpr std::string_view magic = "LVASNAPS";
constexpr std::uint16_t version = 1;
constexpr std::string_view label = "lv1/audit-snapshot";
constexpr std::size_t mark_bytes = sizeof(ObjectKey) + 8;

Bytes header_bytes() {
  ByteWriter out;
  out.raw(bytes_of(magic));
  out.u16(version);
  out.raw(ByteArray<6>{});
  return out.take();
}

Bytes aad_of(const SnapshotOwner& owner) {
  ByteWriter out;
  out.raw(owner.installation.view());
  out.u16(owner.node);
  return out.take();
}

void write_unsettled(ByteWriter& out, const Unsettled& write) {
  out.u64(write.position.value);
  out.u16(static_cast<std::uint16_t>(write.keys.size()));
  for (const ObjectKey& key : write.keys) out.raw(key);
  out.u16(static_cast<std::uint16_t>(write.entries.size()));
  for (const Bytes& entry : write.entries) out.lp(entry);
}

Result<Unsettled> read_unsettled(ByteReader& in) {
  Unsettled out;
  LV_TRY(position, in.u64());
  out.position.value = position;
  LV_TRY(keys, in.u16());
  for (std::uint16_t i = 0; i < keys; ++i) {
    LV_TRY(key, in.array<16>());
    out.keys.push_back(key);
  }
  LV_TRY(entries, in.u16());
  for (std::uint16_t i = 0; i < entries; ++i) {
    LV_TRY(entry, in.lp(limits::entry_bytes_max));
    out.entries.emplace_back(entry.begin(), entry.end());
  }
  return out;
}

Result<LogTree> read_log(ByteReader& in) {
  LogTree out;
  LV_TRY(tenant, in.array<16>());
  LV_TRY(log, in.array<16>());
  LV_TRY(size, in.u64());
  LV_TRY(count, in.u8());
  std::vector<Digest> nodes;
  for (std::uint8_t i = 0; i < count; ++i) {
    LV_TRY(node, in.array<32>());
    nodes.push_back(node);
  }
  LV_TRY(range, tlog::CompactRange::from(size, std::move(nodes)));
  out.tenant.bytes = tenant;
  out.log.bytes = log;
  out.range = std::move(range);
  return out;
}

Result<void> read_place(ByteReader& in, Snapshot& out) {
  LV_TRY(sequence, in.u64());
  LV_TRY(segment, in.u32());
  LV_TRY(offset, in.u64());
  LV_TRY(last_offset, in.u64());
  LV_TRY(previous, in.array<32>());
  LV_TRY(time, in.i64());
  LV_TRY(applied, in.u64());
  out.cursor = {segment, offset, previous, sequence};
  out.last_frame_offset = last_offset;
  out.last_time.us = time;
  out.applied.value = applied;
  return {};
}

Result<Snapshot> read_snapshot(ByteReader& in) {
  Snapshot out;
  LV_CHECK(read_place(in, out));
  LV_TRY(logs, in.u32());
  for (std::uint32_t i = 0; i < logs; ++i) {
    LV_TRY(log, read_log(in));
    out.logs.push_back(std::move(log));
  }
  LV_TRY(marks, in.u32());
  out.marks.reserve(std::min<std::size_t>(marks, in.remaining() / mark_bytes));
  for (std::uint32_t i = 0; i < marks; ++i) {
    LV_TRY(key, in.array<16>());
    LV_TRY(position, in.u64());
    out.marks.push_back({key, Position{position}});
  }
  LV_TRY(unsettled, in.u32());
  for (std::uint32_t i = 0; i < unsettled; ++i) {
    LV_TRY(write, read_unsettled(in));
    out.unsettled.push_back(std::move(write));
  }
  LV_CHECK(in.done());
  return out;
}

} // namespace

Result<Bytes> encode_snapshot(const Snapshot& snapshot, const SnapshotOwner& owner,
                              const TermKey& key) {
  ByteWriter out;
  out.reserve(snapshot.marks.size() * mark_bytes);
  out.u64(snapshot.cursor.next_sequence);
  out.u32(snapshot.cursor.segment);
  out.u64(snapshot.cursor.offset);
  out.u64(snapshot.last_frame_offset);
  out.raw(snapshot.cursor.previous);
  out.i64(snapshot.last_time.us);
  out.u64(snapshot.applied.value);
  out.u32(static_cast<std::uint32_t>(snapshot.logs.size()));
  for (const LogTree& log : snapshot.logs) {
    out.raw(log.tenant.view());
    out.raw(log.log.view());
    out.u64(log.range.size());
    out.u8(static_cast<std::uint8_t>(log.range.nodes().size()));
    for (const Digest& node : log.range.nodes()) out.raw(node);
  }
  out.u32(static_cast<std::uint32_t>(snapshot.marks.size()));
  for (const SettledMark& mark : snapshot.marks) {
    out.raw(mark.key);
    out.u64(mark.position.value);
  }
  out.u32(static_cast<std::uint32_t>(snapshot.unsettled.size()));
  for (const Unsettled& write : snapshot.unsettled) write_unsettled(out, write);

  LV_TRY(blob, crypto::seal_blob(*key.key, key.term, label, aad_of(owner), out.view(),
                                 limits::snapshot_bytes_max));
  Bytes file = header_bytes();
  file.insert(file.end(), blob.begin(), blob.end());
  return file;
}

Result<Snapshot> decode_snapshot(ByteView file, const SnapshotOwner& owner, const KeyByTerm& keys) {
  const Bytes header = header_bytes();
  if (file.size() < header.size() || !std::equal(header.begin(), header.end(), file.begin()))
    return LV_FAIL(unknown_version, "not a snapshot of this version");
  const ByteView blob = file.subspan(header.size());
  LV_TRY(term, crypto::sealed_blob_term(blob));
  LV_TRY(key, keys(term));
  LV_TRY(plain, crypto::open_blob(*key.key, label, aad_of(owner), blob));
  ByteReader in(plain);
  return read_snapshot(in);
}

} // namespace lv::audit
