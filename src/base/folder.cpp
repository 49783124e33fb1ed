#include "leadvault/base/folder.hpp"

#include "leadvault/base/planted.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace lv {

namespace {

Error folder_failure(const char* what, int error = errno) {
  if (error == ENOSPC || error == EDQUOT) return {Errc::no_space, "the disk is full"};
  return {Errc::io, what};
}

} // namespace

Result<void> sync_folder(const std::filesystem::path& folder) {
  if (planted(PlantedFault::no_folder_fsync)) return {};
  const char* const path = folder.empty() ? "." : folder.c_str();
  const int fd = ::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return folder_failure("a folder cannot be opened");
  const bool synced = ::fsync(fd) == 0;
  const Result<void> done = synced ? Result<void>() : folder_failure("a folder cannot be synced");
  ::close(fd);
  return done;
}

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (folder.empty() || std::filesystem::is_directory(folder, ignored)) return {};
  LV_CHECK(make_folder(folder.parent_path()));
  const int error = ::mkdir(folder.c_str(), 0777) == 0 ? 0 : errno;
  if (error != 0 && !std::filesystem::is_directory(folder, ignored))
    return folder_failure("a folder cannot be made", error);
  return sync_folder(folder.parent_path());
}

} // namespace lv
