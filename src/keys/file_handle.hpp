// A file descriptor that closes itself, and a write that ends on disk.
#pragma once

#include "leadvault/base/bytes.hpp"

#include <unistd.h>

#include <cerrno>

namespace lv::keys {

class FileHandle {
public:
  explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;
  ~FileHandle() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  bool is_open() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }

private:
  int descriptor_;
};

// All of it, then fsync.
inline Result<void> write_durably(const FileHandle& file, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(file.get(), bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return LV_FAIL(io, "a key file cannot be written");
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  if (::fsync(file.get()) != 0) return LV_FAIL(io, "a key file cannot be made durable");
  return {};
}

} // namespace lv::keys
