#include "leadvault/base/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace lv {

Result<FolderLock> FolderLock::take_file(const std::filesystem::path& file) {
  return take(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
}

Result<FolderLock> FolderLock::take_folder(const std::filesystem::path& folder) {
  return take(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

Result<FolderLock> FolderLock::take(int fd) {
  if (fd < 0) return LV_FAIL(io, "the lock of the data folder cannot be opened");
  FolderLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK) return LV_FAIL(locked, "another process uses this data folder");
  return LV_FAIL(io, "the data folder cannot be locked");
}

void FolderLock::release() {
  // The file stays: removing it would race with the next holder.
  if (int fd = std::exchange(fd_, -1); fd >= 0) ::close(fd);
}

} // namespace lv
