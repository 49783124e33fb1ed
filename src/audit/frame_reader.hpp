// FrameReader: follows the frames of a log from a given place, checking chain, place, sequences and
// seal of each. Read-only, on its own descriptors; one thread. Whoever only looks things up in a
// log that others check may assume the chain: the seal alone binds a frame to its place. Never
// passes over anything: the first fault stops it, and it says where.
#pragma once

#include "audit/format.hpp"
#include "audit/posix.hpp"

#include <chrono>
#include <optional>

namespace lv::audit {

// Between two frames. Offset 0: before the segment's header.
struct LogCursor {
  std::uint32_t segment = 1;
  std::uint64_t offset = 0;
  Digest previous{};
  std::uint64_t next_sequence = 1;

  bool before(const LogCursor& other) const {
    return segment != other.segment ? segment < other.segment : offset < other.offset;
  }
};

struct Frame {
  FrameHeader header;
  std::uint32_t segment = 0;
  std::uint64_t offset = 0;
  Digest hash{};
  SecretBytes plain;
  FrameContent content;
};

struct FrameFault {
  std::uint32_t segment = 0;
  std::uint64_t offset = 0;
  Errc code = Errc::integrity;
  const char* reason = "";
};

// Whoever reads a log that is being written may see half a write: a fault counts when it is still
// there after so many looks.
inline constexpr int looks_max = 5;
inline constexpr auto look_again_after = std::chrono::milliseconds(20);

class FrameReader {
public:
  enum class Next { frame, end, fault };
  enum class Chain { checked, assumed }; // assumed: no hash is computed, `previous` means nothing

  FrameReader(std::filesystem::path folder, const AuditKeys& keys, LogCursor cursor,
              Chain chain = Chain::checked);

  // `end`: zeros, or no such segment, or the next frame starts above `last_sequence`.
  // Errors: io only.
  Result<Next> next(Frame& frame, std::uint64_t last_sequence = UINT64_MAX);

  const LogCursor& cursor() const { return cursor_; }
  const FrameFault& fault() const { return fault_; }
  const std::optional<SegmentHeader>& segment() const { return header_; }
  void reopen();                      // after a fault: read again from the same place
  void seek(const LogCursor& cursor); // to a place where this log has been

  // After `end`: everything behind the cursor is zero, next segments included.
  Result<Next> check_zero_tail();
  // After a fault: whether anything that looks like a frame stands behind its place. Looks are
  // enough: with a wrong key none opens, and a log must not be cut for that.
  Result<std::optional<std::uint64_t>> find_valid_after(std::uint64_t offset);
  Result<bool> header_stands_alone(); // the cursor's segment: nothing but zeros behind its header
  std::uint64_t segment_bytes() const { return bytes_; }

private:
  Result<Next> enter_segment();
  Result<Next> leave_segment();
  Result<bool> next_segment_in_use();
  Result<bool> later_segment_exists(std::uint32_t number); // the segment of this number is missing
  Result<std::optional<std::uint64_t>> first_nonzero(int fd, std::uint64_t from);
  Next refuse(std::uint64_t offset, const Error& error);
  Next refuse(std::uint64_t offset, Errc code, const char* reason);
  Result<Next> read_frame(Frame& frame, const FrameHeader& header);

  std::filesystem::path folder_;
  const AuditKeys& keys_;
  LogCursor cursor_;
  Chain chain_;
  Descriptor fd_;
  std::uint64_t bytes_ = 0;
  SegmentHeaderBytes header_bytes_{};
  std::optional<SegmentHeader> header_;
  std::optional<InstallationId> installation_; // of the first segment read; all others agree
  std::uint16_t node_ = 0;
  TermKey key_;
  FrameFault fault_;
  std::optional<std::uint64_t> dirty_gap_;
  Bytes buffer_;
};

} // namespace lv::audit
