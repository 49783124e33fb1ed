#include "leadvault/base/bytes.hpp"

#include <sodium.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace lv {

namespace {

template <class T>
void append_big_endian(Bytes& out, T value) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint64_t big_endian(ByteView bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = (value << 8) | byte;
  return value;
}

// libsodium's codecs run in constant time, so they may be used on keys. They refuse white space,
// wrong padding and non-zero trailing bits.
std::string encode_base64(ByteView bytes, int variant) {
  std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), variant);
  out.pop_back(); // libsodium writes a terminating zero
  return out;
}

Result<Bytes> decode_base64(std::string_view text, int variant) {
  Bytes out(text.size() / 4 * 3 + 3);
  std::size_t written = 0;
  if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &written,
                        nullptr, variant) != 0)
    return LV_FAIL(malformed, "not canonical base64");
  out.resize(written);
  return out;
}

} // namespace

void ByteWriter::u16(std::uint16_t value) { append_big_endian(out_, value); }
void ByteWriter::u32(std::uint32_t value) { append_big_endian(out_, value); }
void ByteWriter::u64(std::uint64_t value) { append_big_endian(out_, value); }

void ByteWriter::lp(ByteView bytes) {
  if (bytes.size() > std::numeric_limits<std::uint32_t>::max())
    throw std::length_error("a length-prefixed value exceeds 4 GiB");
  u32(static_cast<std::uint32_t>(bytes.size()));
  raw(bytes);
}

void ByteWriter::patch_u32(std::size_t offset, std::uint32_t value) {
  if (out_.size() < 4 || offset > out_.size() - 4)
    throw std::out_of_range("a patched length lies outside what was written");
  for (std::size_t i = 0; i < 4; ++i)
    out_[offset + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

Result<ByteView> ByteReader::raw(std::size_t count) {
  if (count > bytes_.size()) return LV_FAIL(malformed, "the bytes end too early");
  const ByteView taken = bytes_.first(count);
  bytes_ = bytes_.subspan(count);
  return taken;
}

Result<std::uint8_t> ByteReader::u8() {
  LV_TRY(view, raw(1));
  return view[0];
}

Result<std::uint16_t> ByteReader::u16() {
  LV_TRY(view, raw(2));
  return static_cast<std::uint16_t>(big_endian(view));
}

Result<std::uint32_t> ByteReader::u32() {
  LV_TRY(view, raw(4));
  return static_cast<std::uint32_t>(big_endian(view));
}

Result<std::uint64_t> ByteReader::u64() {
  LV_TRY(view, raw(8));
  return big_endian(view);
}

Result<std::int64_t> ByteReader::i64() {
  LV_TRY(value, u64());
  return static_cast<std::int64_t>(value);
}

Result<ByteView> ByteReader::lp(std::size_t max_bytes) {
  LV_TRY(length, u32());
  if (length > max_bytes) return LV_FAIL(malformed, "a length exceeds its limit");
  return raw(length);
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
Result<Bytes> from_base64(std::string_view text) {
  return decode_base64(text, sodium_base64_VARIANT_ORIGINAL);
}
std::string to_base64url(ByteView bytes) {
  return encode_base64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}
Result<Bytes> from_base64url(std::string_view text) {
  return decode_base64(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

} // namespace lv
