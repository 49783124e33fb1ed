// Bytes and the one way to write and read our binary formats: big-endian, length-prefixed.
// Writer appends; Reader is strict: every read checks the bound, `done()` demands the end.
#pragma once

#include "leadvault/base/result.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lv {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
template <std::size_t N>
using ByteArray = std::array<std::uint8_t, N>;
using Digest = ByteArray<32>; // SHA-256 or BLAKE2b-256

inline ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view text_of(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class ByteWriter {
public:
  void u8(std::uint8_t value) { out_.push_back(value); }
  void u16(std::uint16_t value);
  void u32(std::uint32_t value);
  void u64(std::uint64_t value);
  void i64(std::int64_t value) { u64(static_cast<std::uint64_t>(value)); }
  void raw(ByteView bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
  void lp(ByteView bytes);              // u32 length, then the bytes
  void lp(std::string_view text) { lp(bytes_of(text)); }
  std::size_t size() const { return out_.size(); }
  void patch_u32(std::size_t offset, std::uint32_t value); // fill in a length written as 0
  ByteView view() const { return out_; }
  Bytes take() { return std::move(out_); }
  void reserve(std::size_t n) { out_.reserve(n); }

private:
  Bytes out_;
};

class ByteReader {
public:
  explicit ByteReader(ByteView bytes) : bytes_(bytes) {}

  Result<std::uint8_t> u8();
  Result<std::uint16_t> u16();
  Result<std::uint32_t> u32();
  Result<std::uint64_t> u64();
  Result<std::int64_t> i64();
  Result<ByteView> raw(std::size_t count);
  Result<ByteView> lp(std::size_t max_bytes);
  template <std::size_t N>
  Result<ByteArray<N>> array() {
    LV_TRY(view, raw(N));
    ByteArray<N> out;
    std::copy(view.begin(), view.end(), out.begin());
    return out;
  }
  Result<void> done() const; // malformed when bytes remain
  std::size_t remaining() const { return bytes_.size(); }

private:
  ByteView bytes_;
};

// Text encodings. Decoders are strict: canonical form only, no white space.
std::string to_hex(ByteView bytes);
Result<Bytes> from_hex(std::string_view text);
std::string to_base64(ByteView bytes);               // RFC 4648 §4, padded
Result<Bytes> from_base64(std::string_view text);
std::string to_base64url(ByteView bytes);            // RFC 4648 §5, no padding
Result<Bytes> from_base64url(std::string_view text);

} // namespace lv
