// FolderLock: one process per data folder. Held through an open file, so it ends with the process
// however that dies. Move-only; released when destroyed. Never waits for the other holder.
#pragma once

#include "leadvault/base/result.hpp"

#include <filesystem>
#include <utility>

namespace lv {

class FolderLock {
public:
  // By a file, made when absent, or by the folder itself, which leaves nothing in it. The two do
  // not exclude each other. Errors: locked (another holds it), io.
  static Result<FolderLock> take_file(const std::filesystem::path& file);
  static Result<FolderLock> take_folder(const std::filesystem::path& folder);
  FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FolderLock& operator=(FolderLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FolderLock() { release(); }
  void release();

private:
  static Result<FolderLock> take(int fd);
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;
};

} // namespace lv
