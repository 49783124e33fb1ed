// Bytes and the one way to write and read our binary formats: big-endian, length-prefixed.
// Writer appends; Reader is strict: every read checks the bound, `done()` demands the end.
#pragma once

#include "leadvault/base/result.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
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

// Inline, as is reading: a request passes some hundred of these. Writes into bytes that are there
// already, for appending to a vector costs more than most of what is appended here.
class ByteWriter {
public:
  ByteWriter() = default;
  ByteWriter(const ByteWriter&) = delete;
  ByteWriter& operator=(const ByteWriter&) = delete;

  void u8(std::uint8_t value) { *more(1) = value; }
  void u16(std::uint16_t value) { big_endian(value); }
  void u32(std::uint32_t value) { big_endian(value); }
  void u64(std::uint64_t value) { big_endian(value); }
  void i64(std::int64_t value) { u64(static_cast<std::uint64_t>(value)); }
  void raw(ByteView bytes) { std::copy(bytes.begin(), bytes.end(), more(bytes.size())); }
  void lp(ByteView bytes); // u32 length, then the bytes
  void lp(std::string_view text) { lp(bytes_of(text)); }
  std::span<std::uint8_t> blank(std::size_t n) { return {more(n), n}; } // for the caller to fill
  std::size_t size() const { return used_; }
  void patch_u32(std::size_t offset, std::uint32_t value);          // fill in a length written as 0
  void go_back(std::size_t size) { used_ = std::min(used_, size); } // to what was written then
  ByteView view() const { return room_.first(used_); }
  Bytes take();
  void reserve(std::size_t n) {
    if (n > room_.size()) grow(n);
  }

protected:
  void begin_in(std::span<std::uint8_t> place) { room_ = place; }

private:
  std::uint8_t* more(std::size_t n) { // room for n bytes, which count as written
    if (room_.size() - used_ < n) enlarge(n);
    return room_.data() + std::exchange(used_, used_ + n);
  }
  void enlarge(std::size_t n);
  void grow(std::size_t size);
  template <class T>
  void big_endian(T value) {
    auto* at = more(sizeof(T));
    for (std::size_t i = 0; i < sizeof(T); ++i)
      at[i] = static_cast<std::uint8_t>(value >> (8 * (sizeof(T) - 1 - i)));
  }

  std::span<std::uint8_t> room_; // the first used_ are written
  std::size_t used_ = 0;
  Bytes out_; // the room, unless it began in another that still suffices
};

// A writer with N bytes in place, for what is hashed or authenticated and then forgotten. What
// needs more moves to the heap. Nothing is wiped.
template <std::size_t N>
class ShortWriter : public ByteWriter {
public:
  ShortWriter() { begin_in(place_); }

private:
  std::uint8_t place_[N];
};

class ByteReader {
public:
  explicit ByteReader(ByteView bytes) : bytes_(bytes) {}

  Result<std::uint8_t> u8() { return big_endian<std::uint8_t>(); }
  Result<std::uint16_t> u16() { return big_endian<std::uint16_t>(); }
  Result<std::uint32_t> u32() { return big_endian<std::uint32_t>(); }
  Result<std::uint64_t> u64() { return big_endian<std::uint64_t>(); }
  Result<std::int64_t> i64() {
    LV_TRY(value, u64());
    return static_cast<std::int64_t>(value);
  }
  Result<ByteView> raw(std::size_t count) {
    if (count > bytes_.size()) return LV_FAIL(malformed, "the bytes end too early");
    const ByteView taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }
  Result<ByteView> lp(std::size_t max_bytes) {
    LV_TRY(length, u32());
    if (length > max_bytes) return LV_FAIL(malformed, "a length exceeds its limit");
    return raw(length);
  }
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
  template <class T>
  Result<T> big_endian() {
    LV_TRY(view, raw(sizeof(T)));
    std::uint64_t value = 0;
    for (const std::uint8_t byte : view) value = (value << 8) | byte;
    return static_cast<T>(value);
  }

  ByteView bytes_;
};

// Text encodings. Decoders are strict: canonical form only, no white space.
std::string to_hex(ByteView bytes);
Result<Bytes> from_hex(std::string_view text);
std::string to_base64(ByteView bytes);                // RFC 4648 §4, padded
void append_base64(std::string& out, ByteView bytes); // the same
Result<Bytes> from_base64(std::string_view text);
Result<void> fill_from_base64(std::span<std::uint8_t> out, std::string_view text); // just so long
std::string to_base64url(ByteView bytes); // RFC 4648 §5, no padding
Result<Bytes> from_base64url(std::string_view text);

} // namespace lv
