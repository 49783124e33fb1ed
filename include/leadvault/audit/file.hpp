// File: the few system calls the log of record is written with, so that a test can make the N-th
// one fail. Owned by whoever opened it; one writer, any number of readers.
// Never retries a failed sync: after it the page cache says nothing about the disk.
#pragma once

#include "leadvault/base/bytes.hpp"

#include <filesystem>
#include <functional>
#include <memory>

namespace lv::audit {

class File {
public:
  virtual ~File() = default;
  virtual Result<void> write_at(std::uint64_t offset, ByteView bytes) = 0; // all of it or an error
  virtual Result<void> sync_data() = 0;                                    // fdatasync
  // Whether the path still names this file: device, inode, at least one link.
  virtual Result<void> check_identity() const = 0;
};

enum class FileMode { create_new, open_existing };

// Errors: io, no_space, conflict (create_new and it exists).
Result<std::unique_ptr<File>> open_posix_file(const std::filesystem::path& path, FileMode mode);

using FileOpener =
    std::function<Result<std::unique_ptr<File>>(const std::filesystem::path&, FileMode)>;

} // namespace lv::audit
