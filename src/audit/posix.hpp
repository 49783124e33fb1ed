// Reading files and replacing them whole; what File leaves out because no fault is injected there.
#pragma once

#include "leadvault/base/bytes.hpp"

#include <filesystem>

namespace lv::audit {

struct Descriptor {
  explicit Descriptor(int value = -1) : fd(value) {}
  Descriptor(Descriptor&& other) noexcept : fd(other.fd) { other.fd = -1; }
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd, other.fd);
    return *this;
  }
  ~Descriptor();
  int fd;
};

Error errno_failure(const char* what); // io or no_space; errno goes to the log line

Result<std::size_t> read_at(int fd, std::uint64_t offset, std::span<std::uint8_t> out);
Result<std::uint64_t> file_bytes(int fd);
Result<Bytes> read_whole_file(const std::filesystem::path& path, std::size_t bytes_max);
// Temporary file, fsync, rename, fsync of the folder.
Result<void> replace_file(const std::filesystem::path& path, ByteView bytes);

} // namespace lv::audit
