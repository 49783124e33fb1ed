#include "keys/secret_file.hpp"

#include "keys/file_handle.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

namespace lv::keys {

Result<SecretBytes> read_secret_descriptor(int descriptor, std::size_t bytes_max) {
  SecretBytes out(bytes_max + 1); // one more, to see what is too long
  std::size_t used = 0;
  while (used < out.size()) {
    const ssize_t got = ::read(descriptor, out.data() + used, out.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return LV_FAIL(io, "the secret cannot be read");
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
  }
  if (used > bytes_max) return LV_FAIL(config, "the secret is longer than any valid one");
  out.resize(used);
  return out;
}

Result<SecretBytes> read_secret_file(const std::filesystem::path& path, std::size_t bytes_max) {
  // O_NONBLOCK: a pipe planted under this name must not hang the start.
  const FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.is_open()) {
    if (errno == ELOOP) return LV_FAIL(config, "the secret file is a symbolic link");
    if (errno == ENOENT) return LV_FAIL(io, "the secret file does not exist");
    return LV_FAIL(io, "the secret file cannot be opened");
  }
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return LV_FAIL(io, "the secret file cannot be examined");
  if (!S_ISREG(info.st_mode)) return LV_FAIL(config, "the secret file is not a regular file");
  if (info.st_uid != ::geteuid()) {
    return LV_FAIL(config, "the secret file belongs to another user");
  }
  if ((info.st_mode & 0177) != 0) {
    return LV_FAIL(config, "the secret file is open to others: set its mode to 0600");
  }
  if (info.st_size == 0) return LV_FAIL(config, "the secret file is empty");
  return read_secret_descriptor(file.get(), bytes_max);
}

} // namespace lv::keys
