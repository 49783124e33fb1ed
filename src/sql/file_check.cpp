#include "file_check.hpp"

#include "handle.hpp"

#include "leadvault/base/folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lv::sql {
namespace {

constexpr std::size_t page_bytes = 4096;
constexpr std::string_view plain_magic{"SQLite format 3\0", 16};

class File {
public:
  explicit File(int fd) : fd_(fd) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const { return fd_; }

private:
  int fd_;
};

Result<void> make_file(const std::string& path) {
  File file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.fd() < 0) {
    if (errno == EEXIST) return LV_FAIL(conflict, "a database exists here already");
    return LV_FAIL(io, "the database file cannot be created");
  }
  return sync_folder(std::filesystem::path(path).parent_path());
}

} // namespace

Result<void> check_file(const std::string& path, Presence presence) {
  if (presence == Presence::must_be_new) return make_file(path);
  File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd() < 0) {
    if (errno == ENOENT) return LV_FAIL(not_found, "there is no database here");
    return LV_FAIL(io, "the database file cannot be read");
  }
  struct stat status {};
  if (::fstat(file.fd(), &status) != 0) return LV_FAIL(io, "the database file cannot be read");
  if (!S_ISREG(status.st_mode)) return LV_FAIL(not_ours, "the database is not a regular file");
  if (status.st_size == 0) return LV_FAIL(not_ours, "the database file is empty");
  std::array<char, plain_magic.size()> head{};
  if (::pread(file.fd(), head.data(), head.size(), 0) == static_cast<ssize_t>(head.size()) &&
      std::memcmp(head.data(), plain_magic.data(), head.size()) == 0)
    return LV_FAIL(not_ours, "the file is a plain SQLite database, not an encrypted one");
  if (static_cast<std::size_t>(status.st_size) < page_bytes)
    return LV_FAIL(not_ours, "the database file is too short to be a database");
  return {};
}

int set_raw_key(sqlite3* db, const Secret& key) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<std::uint8_t, 67> text{};
  std::size_t at = 0;
  text[at++] = 'x';
  text[at++] = '\'';
  for (std::uint8_t byte : key.reveal()) {
    text[at++] = static_cast<std::uint8_t>(digits[byte >> 4]);
    text[at++] = static_cast<std::uint8_t>(digits[byte & 15]);
  }
  text[at++] = '\'';
  int code = sqlite3_key_v2(db, "main", text.data(), static_cast<int>(at));
  wipe(text);
  return code;
}

Error explain_unreadable(const std::string& path, const Secret& key) {
  Handle old;
  if (sqlite3_open_v2(path.c_str(), &old.db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK &&
      set_raw_key(old.db, key) == SQLITE_OK &&
      sqlite3_exec(old.db, "PRAGMA cipher_compatibility=3", nullptr, nullptr, nullptr) ==
          SQLITE_OK &&
      sqlite3_exec(old.db, "SELECT count(*) FROM sqlite_master", nullptr, nullptr, nullptr) ==
          SQLITE_OK)
    return LV_FAIL(not_ours, "the file was written by SQLCipher 3; only SQLCipher 4 is read");
  return LV_FAIL(wrong_key,
                 "the database key does not open this file, or its first page is damaged");
}

} // namespace lv::sql
