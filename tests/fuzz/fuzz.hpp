// What fuzz targets share: the demand that ends a run, bytes as a structured input, keys.
#pragma once

#include "leadvault/base/bytes.hpp"
#include "leadvault/base/secret.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace lv::fuzz {

// An oracle: what it states held for this input, or the input is a finding.
inline void demand(bool holds, const char* statement) {
  if (holds) return;
  std::fprintf(stderr, "VIOLATED: %s\n", statement);
  std::abort();
}

// Takes parts of an input from its front; what is missing reads as zeros, so every input has all
// parts and the fuzzer may cut anywhere.
class Input {
public:
  Input(const std::uint8_t* data, std::size_t size) : bytes_(data, size) {}

  template <std::size_t N>
  ByteArray<N> array() {
    ByteArray<N> out{};
    const auto count = std::min(N, bytes_.size());
    std::copy_n(bytes_.begin(), count, out.begin());
    bytes_ = bytes_.subspan(count);
    return out;
  }
  std::uint64_t number(std::size_t bytes) { // big-endian
    std::uint64_t out = 0;
    for (const auto byte : array<8>(bytes)) out = out << 8 | byte;
    return out;
  }
  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }
  ByteView rest() const { return bytes_; }

private:
  template <std::size_t N>
  ByteArray<N> array(std::size_t wanted) { // right-aligned
    ByteArray<N> out{};
    const auto count = std::min(wanted, bytes_.size());
    std::copy_n(bytes_.begin(), count, out.end() - static_cast<std::ptrdiff_t>(wanted));
    bytes_ = bytes_.subspan(count);
    return out;
  }

  ByteView bytes_;
};

inline Secret key_of(ByteView bytes) {
  static const bool opened = open_secret_arena(LockPolicy::best_effort).has_value();
  demand(opened, "the arena for keys opens");
  return Secret::copy_of(bytes);
}

inline bool same(ByteView a, ByteView b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// The bytes with one bit changed; `which` picks it.
inline Bytes flipped(ByteView bytes, std::uint64_t which) {
  Bytes out(bytes.begin(), bytes.end());
  out[which / 8 % out.size()] ^= static_cast<std::uint8_t>(1U << which % 8);
  return out;
}

} // namespace lv::fuzz
