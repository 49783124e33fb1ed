// SegmentWriter: puts sealed frames behind one another, one per fdatasync, and keeps the next
// segment ready. Owned by the log; `write` is for its log thread, the others for any.
// Never reuses space, never retries a write or a sync.
#pragma once

#include "audit/frame_reader.hpp"

#include "leadvault/audit/open.hpp"

#include <future>
#include <mutex>

namespace lv::audit {

class SegmentWriter {
public:
  struct Options {
    std::filesystem::path folder;
    InstallationId installation;
    std::uint16_t node = 0;
    std::uint64_t segment_bytes = 0;
    TermKey key;
    FileOpener open_file;
    std::function<void(const Error&)> on_no_next; // the next segment cannot be made
  };

  SegmentWriter(Options options, LogCursor cursor, TermKey current_key)
      : options_(std::move(options)), cursor_(cursor), key_(current_key) {}
  ~SegmentWriter();

  Result<void> open(); // the cursor's segment, and the next one behind it

  // Errors: no_space, io when there is no next segment (nothing was written); any other failure
  // leaves `failed()` set: the state of the disk is unknown.
  Result<void> write(FrameHeader header, ByteView plain);
  bool failed() const { return failed_; }

  LogCursor cursor() const { return cursor_; } // behind the last durable frame; log thread
  std::uint64_t last_frame_offset() const { return last_frame_offset_; }
  std::size_t plain_bytes_max() const;
  Result<void> check_identity() const;          // any thread
  Result<void> zero_from(std::uint64_t offset); // a torn tail, before anything is written

private:
  std::uint32_t next_number() const {
    return cursor_.offset == 0 ? cursor_.segment : cursor_.segment + 1;
  }
  void prepare_next();
  Result<void> enter_next();
  Result<void> put(std::uint64_t offset, ByteView bytes);

  Options options_;
  LogCursor cursor_;
  TermKey key_; // of the current segment
  SegmentHeaderBytes header_{};
  std::uint64_t bytes_ = 0; // of the current segment
  std::uint64_t last_frame_offset_ = 0;
  bool failed_ = false;
  mutable std::mutex file_mutex_; // check_identity against a change of segment
  std::unique_ptr<File> file_;
  std::future<Result<std::unique_ptr<File>>> next_;
};

} // namespace lv::audit
