// Hashes: SHA-256 for the Merkle log and fingerprints, keyed BLAKE2b for seals and derivations.
// Sha256 is a value without heap memory: one per owner, not shared between threads.
// Never compares anything: use equal_constant_time for secrets.
#pragma once

#include "leadvault/base/bytes.hpp"
#include "leadvault/base/secret.hpp"

namespace lv::crypto {

Digest sha256(ByteView message);                     // FIPS 180-4
Digest sha256_pair(ByteView first, ByteView second); // of the concatenation, without copying it

class Sha256 {
public:
  Sha256();
  Sha256& update(ByteView bytes);
  Digest finish(); // once; then start a new object

private:
  alignas(8) std::array<std::uint8_t, 112> state_; // SHA256_CTX; its size is asserted in hash.cpp
};

// RFC 7693 with a key of 16 to 64 bytes.
Digest keyed_blake2b_256(const Secret& key, ByteView message);
Digest keyed_blake2b_256(const Secret& key, ByteView first, ByteView second); // of both, joined
ByteArray<64> keyed_blake2b_512(const Secret& key, ByteView message);         // the caller wipes it
Digest blake2b_256(ByteView message);

// IEEE 802.3 CRC-32: finds typing errors in keys shown to people; not a security measure.
std::uint32_t crc32(ByteView message);

} // namespace lv::crypto
