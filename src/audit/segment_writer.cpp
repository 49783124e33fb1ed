#include "audit/segment_writer.hpp"

#include "leadvault/base/folder.hpp"
#include "leadvault/base/planted.hpp"
#include "leadvault/crypto/hash.hpp"

#include <fcntl.h>

#include <algorithm>

namespace lv::audit {

namespace {

constexpr std::size_t zero_chunk_bytes = 4 << 20;

// Synced chunk by chunk: the log's own syncs, beside it, never wait for more than one.
Result<void> write_zeros(File& file, std::uint64_t from, std::uint64_t to) {
  const Bytes zeros(static_cast<std::size_t>(
      std::min<std::uint64_t>(zero_chunk_bytes, to > from ? to - from : 0)));
  while (from < to) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(zeros.size(), to - from));
    LV_CHECK(file.write_at(from, ByteView(zeros).first(count)));
    LV_CHECK(file.sync_data());
    from += count;
  }
  return {};
}

// A segment full of zeros, on disk. One left by a crash is filled again.
Result<std::unique_ptr<File>> make_segment(const FileOpener& open_file,
                                           const std::filesystem::path& path, std::uint64_t bytes) {
  auto file = open_file(path, FileMode::create_new);
  if (!file && file.error().code() == Errc::conflict)
    file = open_file(path, FileMode::open_existing);
  if (!file) return file.error();
  LV_CHECK(write_zeros(**file, 0, bytes));
  LV_CHECK(sync_folder(path.parent_path()));
  return file;
}

} // namespace

SegmentWriter::~SegmentWriter() {
  if (next_.valid()) next_.wait();
}

std::size_t SegmentWriter::plain_bytes_max() const {
  const auto frame = std::min<std::uint64_t>(limits::frame_bytes_max,
                                             options_.segment_bytes - segment_header_bytes);
  return static_cast<std::size_t>(frame) - sealed_frame_bytes(0);
}

Result<void> SegmentWriter::open() {
  if (cursor_.offset != 0) {
    const auto path = options_.folder / segment_name(cursor_.segment);
    LV_TRY(file, options_.open_file(path, FileMode::open_existing));
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.fd < 0) return errno_failure("a segment cannot be opened");
    LV_TRY(bytes, file_bytes(fd.fd));
    LV_TRY(count, read_at(fd.fd, 0, header_));
    if (count != header_.size()) return LV_FAIL(integrity, "a segment is cut short");
    bytes_ = bytes;
    file_ = std::move(file);
  }
  prepare_next();
  if (cursor_.offset != 0) return {};
  LV_CHECK(enter_next()); // the very first segment
  return {};
}

void SegmentWriter::prepare_next() {
  const auto path = options_.folder / segment_name(next_number());
  next_ = std::async(std::launch::async, [this, path] {
    auto made = make_segment(options_.open_file, path, options_.segment_bytes);
    if (!made && options_.on_no_next) options_.on_no_next(made.error());
    return made;
  });
}

// The header has a sync of its own: a torn header then stands before zeros only.
Result<void> SegmentWriter::enter_next() {
  auto next = next_.get();
  if (!next) return next.error();
  SegmentHeader header;
  header.node = options_.node;
  header.number = next_number();
  header.installation = options_.installation;
  header.first_sequence = cursor_.next_sequence;
  header.key_term = options_.key.term;
  header.previous = cursor_.previous;
  header_ = encode_segment_header(header);
  {
    const std::lock_guard lock(file_mutex_);
    file_ = std::move(*next);
  }
  LV_CHECK(put(0, header_));
  cursor_.segment = header.number;
  cursor_.offset = segment_header_bytes;
  bytes_ = options_.segment_bytes;
  key_ = options_.key;
  last_frame_offset_ = 0;
  prepare_next();
  return {};
}

Result<void> SegmentWriter::put(std::uint64_t offset, ByteView bytes) {
  auto done = file_->write_at(offset, bytes);
  if (done && !planted(PlantedFault::audit_without_fdatasync)) done = file_->sync_data();
  if (!done) failed_ = true;
  return done;
}

Result<void> SegmentWriter::write(FrameHeader header, ByteView plain) {
  if (failed_) return LV_FAIL(audit_unavailable, "the audit log has failed before");
  if (cursor_.offset + sealed_frame_bytes(plain.size()) > bytes_) LV_CHECK(enter_next());
  header.previous = cursor_.previous;
  const std::uint64_t at = cursor_.offset;
  auto frame = seal_frame(key_, {header_, at}, header, plain);
  if (!frame) {
    failed_ = true; // cannot happen: sizes were checked
    return frame.error();
  }
  LV_CHECK(put(at, *frame));
  last_frame_offset_ = at;
  cursor_.previous = crypto::sha256(*frame);
  cursor_.offset = std::min(align_frame(at + frame->size()), bytes_);
  if (header.kind == FrameKind::entries) cursor_.next_sequence += header.count;
  return {};
}

Result<void> SegmentWriter::check_identity() const {
  const std::lock_guard lock(file_mutex_);
  return file_->check_identity();
}

Result<void> SegmentWriter::zero_from(std::uint64_t offset) {
  return write_zeros(*file_, offset, bytes_);
}

} // namespace lv::audit
