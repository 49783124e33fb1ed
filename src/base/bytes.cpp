#include "leadvault/base/bytes.hpp"

#include <sodium.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace lv {

namespace {

// libsodium's codecs run in constant time, so they may be used on keys. They refuse white space,
// wrong padding and non-zero trailing bits, but take some bytes beyond ASCII for digits.
void append_base64(std::string& out, ByteView bytes, int variant) {
  const std::size_t begin = out.size();
  const std::size_t room = sodium_base64_encoded_len(bytes.size(), variant);
  out.resize(begin + room);
  sodium_bin2base64(out.data() + begin, room, bytes.data(), bytes.size(), variant);
  out.pop_back(); // libsodium writes a terminating zero
}

std::string encode_base64(ByteView bytes, int variant) {
  std::string out;
  append_base64(out, bytes, variant);
  return out;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

Result<std::size_t> decode_base64(std::span<std::uint8_t> out, std::string_view text, int variant) {
  std::size_t written = 0;
  if (!is_ascii(text) || sodium_base642bin(out.data(), out.size(), text.data(), text.size(),
                                           nullptr, &written, nullptr, variant) != 0)
    return LV_FAIL(malformed, "not canonical base64");
  return written;
}

Result<Bytes> decode_base64(std::string_view text, int variant) {
  Bytes out(text.size() / 4 * 3 + 3);
  LV_TRY(written, decode_base64(out, text, variant));
  out.resize(written);
  return out;
}

} // namespace

void ByteWriter::lp(ByteView bytes) {
  if (bytes.size() > std::numeric_limits<std::uint32_t>::max())
    throw std::length_error("a length-prefixed value exceeds 4 GiB");
  u32(static_cast<std::uint32_t>(bytes.size()));
  raw(bytes);
}

void ByteWriter::enlarge(std::size_t n) {
  constexpr std::size_t least = 64;
  grow(std::max({least, room_.size() * 2, used_ + n}));
}

void ByteWriter::grow(std::size_t size) {
  const bool began_elsewhere = out_.empty();
  out_.resize(size);
  if (began_elsewhere) std::copy_n(room_.begin(), used_, out_.begin());
  room_ = out_;
}

Bytes ByteWriter::take() {
  const auto written = room_.first(std::exchange(used_, 0));
  if (out_.empty()) return Bytes(written.begin(), written.end());
  room_ = {};
  out_.resize(written.size());
  return std::exchange(out_, {});
}

void ByteWriter::patch_u32(std::size_t offset, std::uint32_t value) {
  if (used_ < 4 || offset > used_ - 4)
    throw std::out_of_range("a patched length lies outside what was written");
  for (std::size_t i = 0; i < 4; ++i)
    room_[offset + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

Result<void> ByteReader::done() const {
  if (!bytes_.empty()) return LV_FAIL(malformed, "bytes remain after the end");
  return {};
}

std::string to_hex(ByteView bytes) {
  std::string out(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), bytes.data(), bytes.size());
  out.pop_back();
  return out;
}

Result<Bytes> from_hex(std::string_view text) {
  const bool upper =
      std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'F'; });
  if (upper || text.size() % 2 != 0) return LV_FAIL(malformed, "not lower-case hex");
  Bytes out(text.size() / 2 + 1); // never empty: libsodium demands a pointer
  std::size_t written = 0;
  if (sodium_hex2bin(out.data(), out.size(), text.data(), text.size(), nullptr, &written,
                     nullptr) != 0)
    return LV_FAIL(malformed, "not lower-case hex");
  out.resize(written);
  return out;
}

std::string to_base64(ByteView bytes) {
  return encode_base64(bytes, sodium_base64_VARIANT_ORIGINAL);
}
void append_base64(std::string& out, ByteView bytes) {
  append_base64(out, bytes, sodium_base64_VARIANT_ORIGINAL);
}
Result<Bytes> from_base64(std::string_view text) {
  return decode_base64(text, sodium_base64_VARIANT_ORIGINAL);
}
Result<void> fill_from_base64(std::span<std::uint8_t> out, std::string_view text) {
  LV_TRY(written, decode_base64(out, text, sodium_base64_VARIANT_ORIGINAL));
  if (written != out.size()) return LV_FAIL(malformed, "base64 of another length");
  return {};
}
std::string to_base64url(ByteView bytes) {
  return encode_base64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}
Result<Bytes> from_base64url(std::string_view text) {
  return decode_base64(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

} // namespace lv
