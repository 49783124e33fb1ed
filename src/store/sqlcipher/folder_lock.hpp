// FolderLock: one process per data folder. Held through an open file, so it ends with the process
// however that dies. Move-only; released when destroyed.
#pragma once

#include "leadvault/base/result.hpp"

#include <string>
#include <utility>

namespace lv::store {

class FolderLock {
public:
  static Result<FolderLock> take(const std::string& path); // locked when another holds it
  FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FolderLock& operator=(FolderLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FolderLock() { release(); }
  void release();

private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;
};

} // namespace lv::store
