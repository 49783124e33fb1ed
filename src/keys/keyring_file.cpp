// The keyring's file: encode, parse, open and save (keys/FORMATS.md §8).
#include "keys/file_handle.hpp"

#include "leadvault/base/folder.hpp"
#include "leadvault/crypto/sealed_blob.hpp"
#include "leadvault/keys/keyring.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>

namespace lv::keys {

namespace {

constexpr std::string_view magic = "LVKEYRNG";
constexpr std::uint16_t version = 1;
constexpr std::string_view label = "lv1/keyring";
constexpr std::uint32_t root_term = 1;
constexpr std::size_t slot_bytes_max = 4096;
constexpr std::size_t file_bytes_max = 1024 * 1024;

// A plaintext of keys that wipes itself.
struct Body {
  ByteWriter out;
  Bytes bytes;
  ~Body() { wipe(bytes); }
};

void encode_term(ByteWriter& out, const KeyTerm& term) {
  out.u32(term.term);
  out.raw(term.id.view());
  out.u8(static_cast<std::uint8_t>(term.status));
  out.i64(term.created.us);
  out.u8(static_cast<std::uint8_t>(term.key.size()));
  out.raw(term.key.reveal());
}

Result<KeyTerm> parse_term(ByteReader& in) {
  LV_TRY(number, in.u32());
  LV_TRY(id, in.array<16>());
  LV_TRY(status, in.u8());
  LV_TRY(created, in.i64());
  LV_TRY(key_size, in.u8());
  LV_TRY(key, in.raw(key_size));
  if (status < 1 || status > 3) return LV_FAIL(malformed, "a key term has an unknown status");
  const auto known = static_cast<TermStatus>(status);
  if (key_size != (known == TermStatus::destroyed ? 0 : 32)) {
    return LV_FAIL(malformed, "a key term has a key of the wrong size");
  }
  return KeyTerm{number, KeyId{id}, known, Time{created}, Secret::copy_of(key)};
}

Result<std::vector<KeyTerm>> parse_kind(ByteReader& in, std::uint8_t expected) {
  LV_TRY(kind, in.u8());
  LV_TRY(count, in.u16());
  if (kind != expected) return LV_FAIL(malformed, "the keyring's kinds are not in order");
  std::vector<KeyTerm> terms;
  std::uint32_t last = 0;
  std::size_t active = 0;
  for (std::uint16_t i = 0; i < count; ++i) {
    LV_TRY(term, parse_term(in));
    if (term.term <= last) return LV_FAIL(malformed, "a key's terms are not in order");
    last = term.term;
    if (term.status == TermStatus::active) ++active;
    terms.push_back(std::move(term));
  }
  if (active != 1) return LV_FAIL(malformed, "a key must have exactly one active term");
  return terms;
}

Result<Bytes> read_file(const std::filesystem::path& path) {
  const FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat info {};
  if (!file.is_open() || ::fstat(file.get(), &info) != 0) {
    return LV_FAIL(io, "the keyring cannot be opened");
  }
  if (!S_ISREG(info.st_mode)) return LV_FAIL(config, "the keyring is not a regular file");
  if (static_cast<std::size_t>(info.st_size) > file_bytes_max) {
    return LV_FAIL(not_ours, "this is not a keyring: it is too large");
  }
  Bytes out(static_cast<std::size_t>(info.st_size));
  std::size_t used = 0;
  while (used < out.size()) {
    const ssize_t got = ::read(file.get(), out.data() + used, out.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return LV_FAIL(io, "the keyring cannot be read");
    used += static_cast<std::size_t>(got);
  }
  return out;
}

Result<void> write_new_file(const std::filesystem::path& path, ByteView bytes) {
  const FileHandle file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.is_open()) return LV_FAIL(io, "the new keyring cannot be created");
  return write_durably(file, bytes);
}

} // namespace

// Header in the clear and authenticated, body sealed under the root.
Result<Bytes> Keyring::encode(std::uint64_t generation) const {
  Body body;
  body.out.reserve(file_bytes_max); // never grows, so no copy of a key is left behind
  body.out.u8(key_kinds);
  for (std::uint8_t kind = 1; kind <= key_kinds; ++kind) {
    const auto& terms = terms_[kind - 1U];
    body.out.u8(kind);
    body.out.u16(static_cast<std::uint16_t>(terms.size()));
    for (const KeyTerm& term : terms) encode_term(body.out, term);
  }
  body.bytes = body.out.take();
  ByteWriter header;
  header.raw(bytes_of(magic));
  header.u16(version);
  header.raw(installation_.view());
  header.u64(generation);
  header.u8(static_cast<std::uint8_t>(provider_));
  header.lp(slot_);
  LV_TRY(sealed, crypto::seal_blob(root_, root_term, label, header.view(), body.bytes));
  header.raw(sealed);
  if (header.size() > file_bytes_max) return LV_FAIL(too_large, "the keyring is too large");
  return header.take();
}

Result<Keyring> Keyring::parse(ByteView file, RootProvider& provider) {
  ByteReader in(file);
  const auto found = in.raw(magic.size());
  if (!found || text_of(*found) != magic) return LV_FAIL(not_ours, "this is not a keyring");
  LV_TRY(file_version, in.u16());
  if (file_version != version) return LV_FAIL(unknown_version, "the keyring's version is unknown");
  Keyring ring;
  LV_TRY(installation, in.array<16>());
  LV_TRY(generation, in.u64());
  LV_TRY(kind, in.u8());
  LV_TRY(slot, in.lp(slot_bytes_max));
  if (kind != static_cast<std::uint8_t>(provider.kind())) {
    return LV_FAIL(config, "the keyring was sealed by another kind of root provider");
  }
  ring.installation_ = InstallationId{installation};
  ring.generation_ = generation;
  ring.provider_ = provider.kind();
  ring.slot_.assign(slot.begin(), slot.end());
  LV_TRY(root, provider.unseal_root(slot, ring.installation_));
  ring.root_ = std::move(root);
  const ByteView header = file.first(file.size() - in.remaining());
  LV_TRY(body, crypto::open_blob(ring.root_, label, header, file.subspan(header.size())));
  ByteReader keys(body);
  LV_TRY(kinds, keys.u8());
  if (kinds != key_kinds) return LV_FAIL(unknown_version, "the keyring holds other kinds of keys");
  for (std::uint8_t number = 1; number <= key_kinds; ++number) {
    LV_TRY(terms, parse_kind(keys, number));
    ring.terms_[number - 1U] = std::move(terms);
  }
  LV_CHECK(keys.done());
  return ring;
}

Result<Keyring> Keyring::open(const std::filesystem::path& path, RootProvider& provider,
                              std::uint64_t expected_generation) {
  LV_TRY(file, read_file(path));
  LV_TRY(ring, parse(file, provider));
  if (ring.generation_ < expected_generation) {
    return LV_FAIL(stale_state, "the keyring is older than the newest one known");
  }
  return std::move(ring);
}

Result<void> Keyring::save(const std::filesystem::path& path) {
  LV_TRY(file, encode(generation_ + 1));
  std::filesystem::path temporary = path;
  temporary += ".new";
  LV_CHECK(write_new_file(temporary, file));
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    return LV_FAIL(io, "the keyring cannot be replaced");
  }
  ++generation_; // the new file stands from here on, even when the folder's sync fails
  return sync_folder(path.parent_path());
}

} // namespace lv::keys
