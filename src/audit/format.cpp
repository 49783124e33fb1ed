#include "audit/format.hpp"

#include "leadvault/crypto/hash.hpp"
#include "leadvault/crypto/sealed_blob.hpp"

#include <algorithm>
#include <cstdio>

namespace lv::audit {

namespace {

constexpr std::string_view segment_magic = "LVAUDSEG";
constexpr std::uint16_t segment_version = 1;
constexpr std::uint32_t frame_magic = 0x4c564146; // "LVAF"
constexpr std::size_t hashed_header_bytes = 80;

void put_frame_header(ByteWriter& out, const FrameHeader& header) {
  out.u32(frame_magic);
  out.u32(header.length);
  out.u8(static_cast<std::uint8_t>(header.kind));
  out.u8(0);
  out.u16(0);
  out.u32(header.count);
  out.u64(header.first_sequence);
  out.u64(header.applied.value);
  out.raw(header.previous);
}

class FrameAad : public ShortWriter<segment_header_bytes + 8 + frame_header_bytes> {
public:
  FrameAad(const FramePlace& place, ByteView frame_header) {
    raw(place.segment);
    u64(place.offset);
    raw(frame_header);
  }
};

} // namespace

SegmentHeaderBytes encode_segment_header(const SegmentHeader& header) {
  ByteWriter out;
  out.raw(bytes_of(segment_magic));
  out.u16(segment_version);
  out.u16(header.node);
  out.u32(header.number);
  out.raw(header.installation.view());
  out.u64(header.first_sequence);
  out.u32(header.key_term);
  out.u32(0);
  out.raw(header.previous);
  out.raw(crypto::sha256(out.view()));
  SegmentHeaderBytes bytes{};
  std::copy(out.view().begin(), out.view().end(), bytes.begin());
  return bytes;
}

Result<SegmentHeader> decode_segment_header(ByteView bytes) {
  ByteReader in(bytes);
  SegmentHeader out;
  LV_TRY(magic, in.raw(segment_magic.size()));
  if (text_of(magic) != segment_magic) return LV_FAIL(not_ours, "not a segment of an audit log");
  LV_TRY(version, in.u16());
  if (version != segment_version) return LV_FAIL(unknown_version, "unknown segment version");
  LV_TRY(node, in.u16());
  LV_TRY(number, in.u32());
  LV_TRY(installation, in.array<16>());
  LV_TRY(first, in.u64());
  LV_TRY(term, in.u32());
  LV_TRY(reserved, in.u32());
  LV_TRY(previous, in.array<32>());
  LV_TRY(hash, in.array<32>());
  LV_TRY(rest, in.raw(segment_header_bytes - hashed_header_bytes - hash.size()));
  LV_CHECK(in.done());
  if (hash != crypto::sha256(bytes.first(hashed_header_bytes)) || reserved != 0 || !all_zero(rest))
    return LV_FAIL(integrity, "a segment's header is damaged");
  out.node = node;
  out.number = number;
  out.installation.bytes = installation;
  out.first_sequence = first;
  out.key_term = term;
  out.previous = previous;
  return out;
}

std::string segment_name(std::uint32_t number) {
  char name[32];
  std::snprintf(name, sizeof name, "seg-%08u.lva", number);
  return name;
}

Result<FrameHeader> decode_frame_header(ByteView bytes) {
  ByteReader in(bytes);
  FrameHeader out;
  LV_TRY(magic, in.u32());
  if (magic != frame_magic) return LV_FAIL(integrity, "no frame stands here");
  LV_TRY(length, in.u32());
  LV_TRY(kind, in.u8());
  LV_TRY(reserved, in.raw(3));
  LV_TRY(count, in.u32());
  LV_TRY(first, in.u64());
  LV_TRY(applied, in.u64());
  LV_TRY(previous, in.array<32>());
  LV_CHECK(in.done());
  if (kind < static_cast<std::uint8_t>(FrameKind::entries) ||
      kind > static_cast<std::uint8_t>(FrameKind::applied))
    return LV_FAIL(integrity, "a frame is of an unknown kind");
  if (!all_zero(reserved) || count == 0 ||
      length < frame_header_bytes + crypto::sealed_blob_overhead)
    return LV_FAIL(integrity, "a frame's header is damaged");
  out.length = length;
  out.kind = static_cast<FrameKind>(kind);
  out.count = count;
  out.first_sequence = first;
  out.applied.value = applied;
  out.previous = previous;
  return out;
}

void write_effects(ByteWriter& out, const std::vector<Effect>& effects) {
  out.u32(static_cast<std::uint32_t>(effects.size()));
  for (const Effect& effect : effects) {
    out.u32(effect.first);
    out.u32(effect.last);
    out.u16(static_cast<std::uint16_t>(effect.keys.size()));
    for (const auto& key : effect.keys) out.raw(key);
  }
}

namespace {

Result<void> read_effects(ByteReader& in, std::uint32_t entries, std::vector<Effect>& out) {
  LV_TRY(count, in.u32());
  if (count > entries) return LV_FAIL(integrity, "a frame has more effects than entries");
  for (std::uint32_t i = 0; i < count; ++i) {
    Effect effect;
    LV_TRY(first, in.u32());
    LV_TRY(last, in.u32());
    LV_TRY(keys, in.u16());
    if (first > last || last >= entries || (!out.empty() && first <= out.back().last))
      return LV_FAIL(integrity, "an effect does not fit its frame");
    effect.first = first;
    effect.last = last;
    for (std::uint16_t k = 0; k < keys; ++k) {
      LV_TRY(key, in.array<16>());
      effect.keys.push_back(key);
    }
    out.push_back(std::move(effect));
  }
  return {};
}

} // namespace

Result<FrameContent> read_content(const FrameHeader& header, ByteView plain) {
  ByteReader in(plain);
  FrameContent out;
  if (header.kind == FrameKind::openings) {
    for (std::uint32_t i = 0; i < header.count; ++i) {
      LV_TRY(tenant, in.array<16>());
      LV_TRY(log, in.array<16>());
      out.openings.push_back({TenantId{tenant}, LogId{log}});
    }
  } else if (header.kind == FrameKind::entries) {
    for (std::uint32_t i = 0; i < header.count; ++i) {
      LV_TRY(entry, in.lp(limits::entry_bytes_max));
      out.entries.push_back(entry);
    }
    LV_CHECK(read_effects(in, header.count, out.effects));
  }
  LV_CHECK(in.done());
  return out;
}

std::size_t sealed_frame_bytes(std::size_t plain_bytes) {
  return frame_header_bytes + crypto::sealed_blob_overhead + plain_bytes;
}

Result<Bytes> seal_frame(const TermKey& key, const FramePlace& place, FrameHeader header,
                         ByteView plain) {
  header.length = static_cast<std::uint32_t>(sealed_frame_bytes(plain.size()));
  ByteWriter frame;
  frame.reserve(header.length);
  put_frame_header(frame, header);
  const FrameAad aad(place, frame.view());
  LV_CHECK(crypto::append_blob(frame, *key.key, key.term, frame_label, aad.view(), plain));
  if (frame.size() != header.length) return LV_FAIL(internal, "a sealed frame has another length");
  return frame.take();
}

Result<SecretBytes> open_frame(const TermKey& key, const FramePlace& place, ByteView frame) {
  const ByteView header = frame.first(frame_header_bytes);
  const FrameAad aad(place, header);
  return crypto::open_blob(*key.key, frame_label, aad.view(), frame.subspan(frame_header_bytes));
}

bool all_zero(ByteView bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

} // namespace lv::audit
