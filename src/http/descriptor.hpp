// Descriptor: an open file descriptor and its owner, who closes it.
#pragma once

#include <unistd.h>

#include <utility>

namespace lv::http {

class Descriptor {
public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&&) = delete;

  int get() const { return fd_; } // -1: none
  int release() { return std::exchange(fd_, -1); }
  void close() {
    if (fd_ >= 0) ::close(release());
  }

private:
  int fd_;
};

} // namespace lv::http
