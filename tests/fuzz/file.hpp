// A text as a file in memory, for readers that take a path.
#pragma once

#include "fuzz.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <string>

namespace lv::fuzz {

class MemoryFile {
public:
  explicit MemoryFile(std::string_view text) : fd_(::memfd_create("input", MFD_CLOEXEC)) {
    demand(fd_ >= 0 && ::write(fd_, text.data(), text.size()) == static_cast<ssize_t>(text.size()),
           "a file in memory takes the text");
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(fd_); }

  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

private:
  int fd_;
};

} // namespace lv::fuzz
