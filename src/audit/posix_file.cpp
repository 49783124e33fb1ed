#include "audit/posix.hpp"

#include "leadvault/audit/file.hpp"
#include "leadvault/base/folder.hpp"
#include "leadvault/base/log.hpp"
#include "leadvault/base/planted.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace lv::audit {

Error errno_failure(const char* what) {
  const int code = errno;
  log::event(log::Level::error, "audit-file",
             {{"errno", static_cast<std::int64_t>(code)}, log::Field::operational("what", what)});
  if (code == ENOSPC || code == EDQUOT)
    return {Errc::no_space, "the disk of the audit log is full"};
  return {Errc::io, what};
}

Descriptor::~Descriptor() {
  if (fd >= 0) ::close(fd);
}

Result<std::size_t> read_at(int fd, std::uint64_t offset, std::span<std::uint8_t> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const auto n =
        ::pread(fd, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_failure("an audit file cannot be read");
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

Result<std::uint64_t> file_bytes(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return errno_failure("an audit file cannot be examined");
  return static_cast<std::uint64_t>(status.st_size);
}

Result<Bytes> read_whole_file(const std::filesystem::path& path, std::size_t bytes_max) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.fd < 0 && errno == ENOENT) return LV_FAIL(not_found, "no such audit file");
  if (fd.fd < 0) return errno_failure("an audit file cannot be opened");
  LV_TRY(size, file_bytes(fd.fd));
  if (size > bytes_max) return LV_FAIL(too_large, "an audit file is too large");
  Bytes out(size);
  LV_TRY(count, read_at(fd.fd, 0, out));
  out.resize(count);
  return out;
}

Result<void> replace_file(const std::filesystem::path& path, ByteView bytes) {
  auto temporary = path;
  temporary += ".tmp";
  {
    const Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (fd.fd < 0) return errno_failure("a temporary audit file cannot be made");
    std::size_t done = 0;
    while (done < bytes.size()) {
      const auto n = ::write(fd.fd, bytes.data() + done, bytes.size() - done);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return errno_failure("a temporary audit file cannot be written");
      done += static_cast<std::size_t>(n);
    }
    if (::fsync(fd.fd) != 0) return errno_failure("a temporary audit file cannot be synced");
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0)
    return errno_failure("an audit file cannot be replaced");
  return sync_folder(path.parent_path());
}

namespace {

class PosixFile final : public File {
public:
  PosixFile(int fd, std::filesystem::path path) : fd_(fd), path_(std::move(path)) {}

  Result<void> write_at(std::uint64_t offset, ByteView bytes) override {
    while (!bytes.empty()) {
      const auto n = ::pwrite(fd_.fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return errno_failure("an audit file cannot be written");
      bytes = bytes.subspan(static_cast<std::size_t>(n));
      offset += static_cast<std::uint64_t>(n);
    }
    return {};
  }

  Result<void> sync_data() override {
    if (::fdatasync(fd_.fd) == 0) return {};
    if (planted(PlantedFault::eio_retried)) return sync_data();
    return errno_failure("an audit file cannot be synced");
  }

  Result<void> check_identity() const override {
    struct stat ours {};
    struct stat named {};
    if (::fstat(fd_.fd, &ours) != 0 || ours.st_nlink == 0 || ::lstat(path_.c_str(), &named) != 0 ||
        named.st_dev != ours.st_dev || named.st_ino != ours.st_ino)
      return LV_FAIL(integrity, "a file of the audit log was removed or replaced");
    return {};
  }

private:
  Descriptor fd_;
  std::filesystem::path path_;
};

} // namespace

Result<std::unique_ptr<File>> open_posix_file(const std::filesystem::path& path, FileMode mode) {
  const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW;
  const int fd = mode == FileMode::create_new ? ::open(path.c_str(), flags | O_CREAT | O_EXCL, 0600)
                                              : ::open(path.c_str(), flags);
  if (fd < 0 && errno == EEXIST) return LV_FAIL(conflict, "the audit file exists already");
  if (fd < 0) return errno_failure("an audit file cannot be opened");
  return std::unique_ptr<File>(std::make_unique<PosixFile>(fd, path));
}

} // namespace lv::audit
