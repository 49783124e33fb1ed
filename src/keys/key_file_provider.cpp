#include "keys/file_handle.hpp"
#include "keys/root_slot.hpp"
#include "keys/secret_file.hpp"

#include "leadvault/base/folder.hpp"
#include "leadvault/crypto/hash.hpp"
#include "leadvault/keys/provider.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>

namespace lv::keys {

namespace {

constexpr std::string_view armour = "LEADVAULT-ROOT-KEY-1 ";
constexpr std::size_t payload_bytes = 32 + 4; // key, then four bytes of checksum
constexpr std::size_t payload_chars = 48;     // base64 of 36 bytes has no padding
constexpr std::size_t text_bytes = armour.size() + payload_chars + 1;
constexpr std::uint8_t slot_version = 1;

// The first four bytes of SHA-256(armour ‖ key): finds a damaged file, hides nothing.
ByteArray<4> checksum(ByteView key) {
  const Digest digest = crypto::sha256_pair(bytes_of(armour), key);
  return {digest[0], digest[1], digest[2], digest[3]};
}

Result<Secret> parse(const SecretBytes& file) {
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  if (file.size() != text_bytes) return LV_FAIL(config, "the key file has the wrong size");
  if (!text.starts_with(armour) || !text.ends_with('\n')) {
    return LV_FAIL(malformed, "the key file does not begin with LEADVAULT-ROOT-KEY-1");
  }
  SecretBytes payload(payload_bytes);
  if (!fill_from_base64(payload, text.substr(armour.size(), payload_chars))) {
    return LV_FAIL(malformed, "the key file's second word is not base64 of a key");
  }
  const ByteView key = ByteView(payload).first(32);
  if (!equal_constant_time(checksum(key), ByteView(payload).last(4))) {
    return LV_FAIL(integrity, "the key file's checksum does not fit its key");
  }
  return Secret::copy_of(key);
}

// From here until `file` goes, one process writes under that name. Who opened it before it was
// renamed would hold a finished key: the name leads elsewhere by then, so nothing is written.
Result<void> hold_alone(const FileHandle& file, const std::filesystem::path& temporary) {
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return LV_FAIL(locked, "another process is making this key file");
    return LV_FAIL(io, "the key file cannot be locked: it needs a file system that can");
  }
  struct stat held {};
  struct stat named {};
  if (::fstat(file.get(), &held) != 0 || ::lstat(temporary.c_str(), &named) != 0 ||
      held.st_ino != named.st_ino || held.st_dev != named.st_dev)
    return LV_FAIL(conflict, "another process was making this key file: try again");
  // A file that was there before may be somebody's who can read what is written into it.
  if (!S_ISREG(held.st_mode) || held.st_uid != ::geteuid() || held.st_nlink != 1)
    return LV_FAIL(config,
                   "beside the key file, with .new behind its name, is somebody else's file");
  if (::fchmod(file.get(), 0600) != 0 || ::ftruncate(file.get(), 0) != 0)
    return LV_FAIL(io, "the key file cannot be created");
  return {};
}

// Under another name until it is whole and durable: a crash leaves the key or no file at all. What
// it left under the other name is written over.
Result<void> place(const std::filesystem::path& path, ByteView text) {
  auto temporary = path;
  temporary += ".new";
  const FileHandle file(
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.is_open()) return LV_FAIL(io, "the key file cannot be created");
  LV_CHECK(hold_alone(file, temporary));
  if (const auto written = write_durably(file, text); !written) {
    ::unlink(temporary.c_str()); // it holds the key, or part of it
    return written;
  }
  if (::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0) {
    const bool exists = errno == EEXIST;
    ::unlink(temporary.c_str());
    if (exists) return LV_FAIL(conflict, "the key file exists already");
    return LV_FAIL(io, "the key file cannot be created");
  }
  return sync_folder(path.parent_path());
}

} // namespace

Result<std::unique_ptr<KeyFileProvider>> KeyFileProvider::open(const std::filesystem::path& path) {
  LV_TRY(file, read_secret_file(path, 4096));
  LV_TRY(key, parse(file));
  return std::unique_ptr<KeyFileProvider>(new KeyFileProvider(std::move(key)));
}

Result<void> KeyFileProvider::create(const std::filesystem::path& path) {
  const Secret key = Secret::random(32);
  SecretBytes payload(key.reveal().begin(), key.reveal().end());
  const ByteArray<4> check = checksum(key.reveal());
  payload.insert(payload.end(), check.begin(), check.end());
  SecretBytes text(armour.begin(), armour.end());
  text.resize(text_bytes); // sodium's terminating zero lands where the newline goes
  sodium_bin2base64(reinterpret_cast<char*>(text.data() + armour.size()), payload_chars + 1,
                    payload.data(), payload.size(), sodium_base64_VARIANT_ORIGINAL);
  text.back() = '\n';
  return place(path, text);
}

// u8 version ‖ sealed blob
Result<Bytes> KeyFileProvider::seal_root(const Secret& root, InstallationId installation) {
  Bytes slot{slot_version};
  LV_TRY(sealed, seal_root_under(key_, root, installation, slot));
  slot.insert(slot.end(), sealed.begin(), sealed.end());
  return slot;
}

Result<Secret> KeyFileProvider::unseal_root(ByteView slot, InstallationId installation) {
  if (slot.empty() || slot[0] != slot_version) {
    return LV_FAIL(unknown_version, "a key file slot has an unknown version");
  }
  return unseal_root_under(key_, slot.subspan(1), installation, slot.first(1));
}

} // namespace lv::keys
