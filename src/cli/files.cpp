#include "cli/files.hpp"

#include "keys/secret_file.hpp"

#include "leadvault/base/folder.hpp"
#include "leadvault/crypto/token.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace lv::cli {
namespace {

constexpr std::size_t key_file_bytes_max = 512;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

} // namespace

Result<SecretText> read_key_file(const std::filesystem::path& path) {
  LV_TRY(bytes, keys::read_secret_file(path, key_file_bytes_max));
  auto text = trimmed({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  if (text.starts_with(bearer_prefix)) text.remove_prefix(bearer_prefix.size());
  if (!crypto::parse_api_key(text)) {
    return LV_FAIL(malformed, "the key file does not hold an API key");
  }
  return SecretText(text);
}

Result<NewFile> NewFile::create(const std::filesystem::path& path) {
  const int descriptor =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0 && errno == EEXIST) {
    return LV_FAIL(conflict, "the file exists already and is not replaced");
  }
  if (descriptor < 0) return LV_FAIL(io, "the file cannot be created");
  NewFile file(descriptor, path);
  LV_CHECK(sync_folder(path.parent_path()));
  return file;
}

Result<NewFile> NewFile::append(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return LV_FAIL(io, "the file to append to cannot be opened");
  return NewFile(descriptor, {});
}

NewFile::NewFile(NewFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      removed_if_empty_(std::exchange(other.removed_if_empty_, {})) {}

NewFile::~NewFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  if (!removed_if_empty_.empty()) ::unlink(removed_if_empty_.c_str());
}

Result<void> NewFile::write(std::string_view text) {
  const auto before = ::lseek(descriptor_, 0, SEEK_END); // negative: nothing to cut, a device
  auto written = write_on(text);
  if (written && !text.empty()) keep();
  if (!written && before >= 0 && ::ftruncate(descriptor_, before) != 0) {
    return LV_FAIL(io, "the file ends in a part of what should have been written");
  }
  return written;
}

Result<void> NewFile::write_on(std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = ::write(descriptor_, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0 && errno == ENOSPC) return LV_FAIL(no_space, "the disk is full");
    if (put <= 0) return LV_FAIL(io, "the file cannot be written");
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

Result<void> NewFile::sync() {
  if (::fsync(descriptor_) != 0 && errno != EINVAL) {
    return LV_FAIL(io, "the file cannot be made durable");
  }
  return {};
}

InputFile::InputFile(int descriptor, std::uint64_t size)
    : descriptor_(descriptor), size_bytes_(size), piece_(64 * 1024, '\0') {}

Result<InputFile> InputFile::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return LV_FAIL(io, "the file cannot be opened");
  struct stat info {};
  const bool known = ::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode);
  return InputFile(descriptor, known ? static_cast<std::uint64_t>(info.st_size) : 0);
}

InputFile::InputFile(InputFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), size_bytes_(other.size_bytes_),
      read_bytes_(other.read_bytes_), piece_(std::move(other.piece_)) {}

InputFile::~InputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::string_view> InputFile::read() {
  while (true) {
    const ssize_t got = ::read(descriptor_, piece_.data(), piece_.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return LV_FAIL(io, "the file cannot be read");
    read_bytes_ += static_cast<std::uint64_t>(got);
    return std::string_view(piece_.data(), static_cast<std::size_t>(got));
  }
}

Result<SecretText> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  LV_TRY(file, InputFile::open(path));
  SecretText text;
  while (true) {
    LV_TRY(piece, file.read());
    if (piece.empty()) return text;
    if (text.size() + piece.size() > bytes_max) return LV_FAIL(too_large, "the file is too long");
    text += piece;
  }
}

} // namespace lv::cli
