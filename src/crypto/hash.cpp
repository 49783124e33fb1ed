// The SHA256_* functions of libcrypto work on a plain struct: no fetch, no context on the heap,
// same assembly as EVP. They are marked deprecated since 3.0 but not scheduled for removal.
#define OPENSSL_API_COMPAT 0x10100000L
#include "leadvault/crypto/hash.hpp"

#include <openssl/sha.h>
#include <sodium.h>

#include <cstdlib>

namespace lv::crypto {

namespace {

// Picks libsodium's fast code paths before any hash or cipher of this module runs.
[[maybe_unused]] const int sodium_ready = sodium_init();

SHA256_CTX* context(std::uint8_t* state) { return reinterpret_cast<SHA256_CTX*>(state); }

template <std::size_t N>
ByteArray<N> blake2b(ByteView key, ByteView message) {
  ByteArray<N> out;
  const int verdict = crypto_generichash_blake2b(out.data(), N, message.data(), message.size(),
                                                 key.empty() ? nullptr : key.data(), key.size());
  if (verdict != 0) std::abort(); // only for lengths that the callers below rule out
  return out;
}

constexpr auto crc_table = [] { // what each byte does to the remainder
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xedb88320U & (0U - (crc & 1U)));
    table[byte] = crc;
  }
  return table;
}();

ByteView key_of(const Secret& key) {
  if (key.size() < 16) std::abort(); // a seal without a key would be no seal
  return key.reveal();
}

} // namespace

Sha256::Sha256() {
  static_assert(sizeof(SHA256_CTX) <= sizeof(state_) && alignof(SHA256_CTX) <= 8);
  SHA256_Init(context(state_.data()));
}

Sha256& Sha256::update(ByteView bytes) {
  SHA256_Update(context(state_.data()), bytes.data(), bytes.size());
  return *this;
}

Digest Sha256::finish() {
  Digest out;
  SHA256_Final(out.data(), context(state_.data()));
  return out;
}

Digest sha256(ByteView message) { return Sha256().update(message).finish(); }

Digest sha256_pair(ByteView first, ByteView second) {
  return Sha256().update(first).update(second).finish();
}

Digest keyed_blake2b_256(const Secret& key, ByteView message) {
  return blake2b<32>(key_of(key), message);
}

Digest keyed_blake2b_256(const Secret& key, ByteView first, ByteView second) {
  const ByteView bytes = key_of(key);
  Digest out;
  crypto_generichash_blake2b_state state;
  crypto_generichash_blake2b_init(&state, bytes.data(), bytes.size(), out.size());
  crypto_generichash_blake2b_update(&state, first.data(), first.size());
  crypto_generichash_blake2b_update(&state, second.data(), second.size());
  crypto_generichash_blake2b_final(&state, out.data(), out.size()); // wipes the key in `state`
  return out;
}

ByteArray<64> keyed_blake2b_512(const Secret& key, ByteView message) {
  return blake2b<64>(key_of(key), message);
}

Digest blake2b_256(ByteView message) { return blake2b<32>({}, message); }

std::uint32_t crc32(ByteView message) {
  std::uint32_t crc = 0xffffffff;
  for (const std::uint8_t byte : message) crc = (crc >> 8) ^ crc_table[(crc ^ byte) & 0xff];
  return ~crc;
}

} // namespace lv::crypto
