#include "audit/frame_reader.hpp"

#include "leadvault/crypto/hash.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>

namespace lv::audit {

namespace {

constexpr std::size_t scan_bytes = 1 << 20;

Result<Descriptor> open_segment(const std::filesystem::path& path) {
  Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (fd.fd < 0 && errno != ENOENT) return errno_failure("a segment cannot be opened");
  return fd;
}

} // namespace

FrameReader::FrameReader(std::filesystem::path folder, const AuditKeys& keys, LogCursor cursor,
                         Chain chain)
    : folder_(std::move(folder)), keys_(keys), cursor_(cursor), chain_(chain) {}

void FrameReader::reopen() {
  fd_ = Descriptor();
  header_.reset();
}

void FrameReader::seek(const LogCursor& cursor) {
  if (cursor.segment != cursor_.segment || cursor.offset == 0) reopen();
  cursor_ = cursor;
  dirty_gap_.reset();
}

FrameReader::Next FrameReader::refuse(std::uint64_t offset, Errc code, const char* reason) {
  fault_ = {cursor_.segment, offset, code, reason};
  return Next::fault;
}

FrameReader::Next FrameReader::refuse(std::uint64_t offset, const Error& error) {
  return refuse(offset, error.code(), error.what());
}

// Opens the cursor's segment and checks its header against what went before.
Result<FrameReader::Next> FrameReader::enter_segment() {
  LV_TRY(fd, open_segment(folder_ / segment_name(cursor_.segment)));
  if (fd.fd < 0) {
    LV_TRY(later, later_segment_exists(cursor_.segment));
    if (cursor_.offset == 0 && !later) return Next::end;
    return refuse(0, Errc::integrity, "a segment of the log is missing");
  }
  LV_TRY(bytes, file_bytes(fd.fd));
  LV_TRY(count, read_at(fd.fd, 0, header_bytes_));
  if (count < segment_header_bytes) return refuse(0, Errc::integrity, "a segment is cut short");
  if (cursor_.offset == 0 && all_zero(header_bytes_)) return Next::end;
  const auto header = decode_segment_header(header_bytes_);
  if (!header) return refuse(0, header.error());
  if (header->number != cursor_.segment)
    return refuse(0, Errc::integrity, "a segment stands under another's name");
  if (installation_ && (*installation_ != header->installation || node_ != header->node))
    return refuse(0, Errc::integrity, "a segment is of another installation or node");
  if (cursor_.offset == 0 && (header->first_sequence != cursor_.next_sequence ||
                              (chain_ == Chain::checked && header->previous != cursor_.previous)))
    return refuse(0, Errc::integrity, "a segment does not continue the one before");
  const auto key = keys_.frame_by_term(header->key_term);
  if (!key) return refuse(0, Errc::wrong_key, "the key of a segment is not in the keyring");
  installation_ = header->installation;
  node_ = header->node;
  key_ = *key;
  header_ = *header;
  fd_ = std::move(fd);
  bytes_ = bytes;
  if (cursor_.offset == 0) cursor_.offset = segment_header_bytes;
  return Next::frame;
}

// Segments are made one after the other, so a later one proves that this one was there.
Result<bool> FrameReader::later_segment_exists(std::uint32_t number) {
  const std::string missing = segment_name(number);
  std::error_code failed;
  for (std::filesystem::directory_iterator at(folder_, failed), end; !failed && at != end;
       at.increment(failed)) {
    const std::string name = at->path().filename().string();
    if (name.size() == missing.size() && name.starts_with("seg-") && name > missing) return true;
  }
  if (failed) return LV_FAIL(io, "the folder of the audit log cannot be read");
  return false;
}

Result<bool> FrameReader::next_segment_in_use() {
  LV_TRY(fd, open_segment(folder_ / segment_name(cursor_.segment + 1)));
  if (fd.fd < 0) return later_segment_exists(cursor_.segment + 1);
  SegmentHeaderBytes header{};
  LV_TRY(count, read_at(fd.fd, 0, header));
  return !all_zero(ByteView(header).first(count));
}

// The place of the next frame is empty: the end, or the rest of a full segment.
Result<FrameReader::Next> FrameReader::leave_segment() {
  LV_TRY(more, next_segment_in_use());
  if (!more) return Next::end;
  LV_TRY(dirty, first_nonzero(fd_.fd, cursor_.offset));
  if (dirty) return refuse(*dirty, Errc::integrity, "bytes stand behind the last frame");
  reopen();
  ++cursor_.segment;
  cursor_.offset = 0;
  return Next::frame;
}

Result<FrameReader::Next> FrameReader::next(Frame& frame, std::uint64_t last_sequence) {
  if (dirty_gap_) return refuse(*dirty_gap_, Errc::integrity, "the gap behind a frame is not zero");
  for (;;) {
    if (fd_.fd < 0) {
      LV_TRY(entered, enter_segment());
      if (entered != Next::frame) return entered;
    }
    ByteArray<frame_header_bytes> head{};
    const bool room = cursor_.offset + frame_header_bytes <= bytes_;
    if (room) {
      LV_TRY(count, read_at(fd_.fd, cursor_.offset, head));
      if (count < head.size()) return refuse(cursor_.offset, Errc::integrity, "cut short");
    }
    if (!room || all_zero(head)) {
      LV_TRY(left, leave_segment());
      if (left != Next::frame) return left;
      continue;
    }
    const auto header = decode_frame_header(head);
    if (!header) return refuse(cursor_.offset, header.error());
    if (header->first_sequence > last_sequence &&
        !(header->kind != FrameKind::entries && header->first_sequence == last_sequence + 1))
      return Next::end;
    return read_frame(frame, *header);
  }
}

Result<FrameReader::Next> FrameReader::read_frame(Frame& frame, const FrameHeader& header) {
  const std::uint64_t at = cursor_.offset;
  if (header.length > bytes_ - at || header.length > limits::frame_bytes_max)
    return refuse(at, Errc::integrity, "a frame is longer than its segment");
  if (header.first_sequence != cursor_.next_sequence)
    return refuse(at, Errc::integrity, "a frame's sequence does not continue the log");
  if (chain_ == Chain::checked && header.previous != cursor_.previous)
    return refuse(at, Errc::integrity, "a frame does not name the frame before it");
  // With the gap behind it, which must be zero.
  const std::uint64_t end = std::min(align_frame(at + header.length), bytes_);
  buffer_.resize(end - at);
  LV_TRY(count, read_at(fd_.fd, at, buffer_));
  if (count < buffer_.size()) return refuse(at, Errc::integrity, "a segment is cut short");
  const ByteView bytes = ByteView(buffer_).first(header.length);
  auto plain = open_frame(key_, {header_bytes_, at}, bytes);
  if (!plain) return refuse(at, plain.error().code(), "a frame does not open");
  auto content = read_content(header, *plain);
  if (!content) return refuse(at, Errc::integrity, "a frame's content is malformed");
  // The frame itself is sound; the next call reports the gap.
  if (!all_zero(ByteView(buffer_).subspan(header.length))) dirty_gap_ = at + header.length;
  frame.header = header;
  frame.segment = cursor_.segment;
  frame.offset = at;
  frame.hash = chain_ == Chain::checked ? crypto::sha256(bytes) : Digest{};
  frame.plain = std::move(*plain); // keeps its memory, so the views stay good
  frame.content = std::move(*content);
  cursor_.previous = frame.hash;
  cursor_.offset = end;
  cursor_.next_sequence += frame.content.entries.size();
  return Next::frame;
}

Result<std::optional<std::uint64_t>> FrameReader::first_nonzero(int fd, std::uint64_t from) {
  Bytes chunk(scan_bytes);
  for (;;) {
    LV_TRY(count, read_at(fd, from, chunk));
    const auto end = chunk.begin() + static_cast<std::ptrdiff_t>(count);
    const auto hit = std::find_if(chunk.begin(), end, [](std::uint8_t b) { return b != 0; });
    if (hit != end) return from + static_cast<std::uint64_t>(hit - chunk.begin());
    if (count < chunk.size()) return std::optional<std::uint64_t>();
    from += count;
  }
}

Result<FrameReader::Next> FrameReader::check_zero_tail() {
  LogCursor place = cursor_;
  for (;; ++place.segment, place.offset = 0) {
    LV_TRY(fd, open_segment(folder_ / segment_name(place.segment)));
    if (fd.fd < 0) return Next::end;
    LV_TRY(dirty, first_nonzero(fd.fd, place.offset));
    if (!dirty) continue;
    fault_ = {place.segment, *dirty, Errc::integrity, "bytes stand behind the last frame"};
    return Next::fault;
  }
}

Result<bool> FrameReader::header_stands_alone() {
  LV_TRY(fd, open_segment(folder_ / segment_name(cursor_.segment)));
  if (fd.fd < 0) return false;
  LV_TRY(dirty, first_nonzero(fd.fd, segment_header_bytes));
  LV_TRY(more, next_segment_in_use());
  return !dirty && !more;
}

Result<std::optional<std::uint64_t>> FrameReader::find_valid_after(std::uint64_t offset) {
  ByteArray<frame_header_bytes> head{};
  Bytes chunk(scan_bytes + frame_header_bytes);
  for (std::uint64_t from = align_frame(offset); from + frame_header_bytes <= bytes_;
       from += scan_bytes) {
    LV_TRY(count, read_at(fd_.fd, from, chunk));
    for (std::size_t i = 0; i + frame_header_bytes <= count && i < scan_bytes; i += 8) {
      if (chunk[i] != 'L') continue;
      std::copy_n(chunk.begin() + static_cast<std::ptrdiff_t>(i), head.size(), head.begin());
      const auto header = decode_frame_header(head);
      if (!header || header->length > bytes_ - (from + i)) continue;
      return std::optional(from + i);
    }
  }
  LV_TRY(more, next_segment_in_use());
  if (more) return std::optional(bytes_);
  return std::optional<std::uint64_t>();
}

} // namespace lv::audit
