// A frame of the audit log at a given place. What is read of its plaintext writes the same bytes;
// what was sealed opens there, and neither elsewhere nor with a bit changed; a segment header that
// is read is the one that is written. Input: key, term, segment header, offset, frame.
#include "audit/format.hpp"
#include "fuzz.hpp"

#include "leadvault/crypto/sealed_blob.hpp"

using namespace lv;
using namespace lv::audit;
using lv::fuzz::demand;

namespace {

Bytes written(const FrameHeader& header, const FrameContent& content) {
  ByteWriter out;
  for (const auto& entry : content.entries) out.lp(entry);
  for (const auto& opening : content.openings) {
    out.raw(opening.tenant.view());
    out.raw(opening.log.view());
  }
  if (header.kind == FrameKind::entries) write_effects(out, content.effects);
  return out.take();
}

void read_plain(const FrameHeader& header, ByteView plain) {
  const auto content = read_content(header, plain);
  if (!content) return;
  demand(fuzz::same(written(header, *content), plain), "a frame's plaintext has one reading only");
  std::uint64_t next = 0;
  for (const auto& effect : content->effects) {
    demand(effect.first >= next && effect.last >= effect.first && effect.last < header.count,
           "effects name entries of their frame, in order and apart");
    next = std::uint64_t{effect.last} + 1;
  }
}

void seal_given(const TermKey& key, const FramePlace& place, const FrameHeader& header,
                ByteView plain) {
  const auto frame = seal_frame(key, place, header, plain);
  demand(frame && frame->size() == sealed_frame_bytes(plain.size()), "a frame seals");
  const auto opened = open_frame(key, place, *frame);
  demand(opened && fuzz::same(*opened, plain), "what was sealed opens as itself");
  const FramePlace elsewhere{place.segment, place.offset ^ 8};
  demand(!open_frame(key, elsewhere, *frame), "a frame does not open at another offset");
  auto segment = place.segment;
  segment[place.offset % segment.size()] ^= 1;
  demand(!open_frame(key, {segment, place.offset}, *frame), "a frame opens in its segment only");
  demand(!open_frame(key, place, fuzz::flipped(*frame, place.offset ^ plain.size())),
         "no bit of a frame can be changed");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input in(data, size);
  const auto secret = fuzz::key_of(in.array<32>());
  const TermKey key{in.u32(), &secret};
  const SegmentHeaderBytes segment = in.array<segment_header_bytes>();
  const FramePlace place{segment, in.u64()};
  if (const auto header = decode_segment_header(segment))
    demand(encode_segment_header(*header) == segment, "a segment header has one encoding only");
  const ByteView frame = in.rest();
  if (frame.size() < frame_header_bytes) return 0;
  const auto header = decode_frame_header(frame.first(frame_header_bytes));
  if (!header) return 0;
  if (const auto plain = open_frame(key, place, frame)) read_plain(*header, *plain);
  read_plain(*header, frame.subspan(frame_header_bytes));
  if (key.term != 0) seal_given(key, place, *header, frame.subspan(frame_header_bytes));
  return 0;
}
