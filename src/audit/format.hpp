// Segment and frame layout (audit/FORMAT.md §1, §2): headers, plaintext, sealing.
// Stateless. Nothing else in this module knows an offset.
#pragma once

#include "leadvault/audit/keys.hpp"
#include "leadvault/base/id.hpp"
#include "leadvault/base/limits.hpp"
#include "leadvault/base/position.hpp"

#include <string>

namespace lv::audit {

inline constexpr std::size_t segment_header_bytes = 128;
inline constexpr std::size_t frame_header_bytes = 64;
inline constexpr std::string_view frame_label = "lv1/audit-frame";

using SegmentHeaderBytes = ByteArray<segment_header_bytes>;

struct SegmentHeader {
  std::uint16_t node = 0;
  std::uint32_t number = 0;
  InstallationId installation;
  std::uint64_t first_sequence = 0;
  std::uint32_t key_term = 0;
  Digest previous{};
};

SegmentHeaderBytes encode_segment_header(const SegmentHeader& header);
Result<SegmentHeader> decode_segment_header(ByteView bytes);
std::string segment_name(std::uint32_t number); // seg-00000001.lva

enum class FrameKind : std::uint8_t { entries = 1, openings = 2, applied = 3 };

struct FrameHeader {
  std::uint32_t length = 0;
  FrameKind kind = FrameKind::entries;
  std::uint32_t count = 0;
  std::uint64_t first_sequence = 0;
  Position applied;
  Digest previous{};
};

Result<FrameHeader> decode_frame_header(ByteView bytes); // syntax only

// An append with a part in the store: entries first..last of its frame, and the marks it moves.
struct Effect {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  std::vector<ByteArray<16>> keys;
};

struct Opening {
  TenantId tenant;
  LogId log;
};

// The plaintext, read; the views point into it.
struct FrameContent {
  std::vector<ByteView> entries;
  std::vector<Effect> effects;
  std::vector<Opening> openings;
};

void write_effects(ByteWriter& out, const std::vector<Effect>& effects);
Result<FrameContent> read_content(const FrameHeader& header, ByteView plain);

// Where a frame stands; part of what seals it.
struct FramePlace {
  const SegmentHeaderBytes& segment;
  std::uint64_t offset;
};

// The whole frame; `header.length` is filled in here.
Result<Bytes> seal_frame(const TermKey& key, const FramePlace& place, FrameHeader header,
                         ByteView plain);
Result<SecretBytes> open_frame(const TermKey& key, const FramePlace& place, ByteView frame);

std::size_t sealed_frame_bytes(std::size_t plain_bytes);
inline std::uint64_t align_frame(std::uint64_t offset) { return (offset + 7) & ~std::uint64_t{7}; }
bool all_zero(ByteView bytes);

} // namespace lv::audit
