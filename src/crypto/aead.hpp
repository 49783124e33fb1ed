// XChaCha20-Poly1305-IETF with an explicit nonce: for the formats of this folder only, which draw
// the nonce themselves. Private: no public header shows it.
#pragma once

#include "leadvault/base/bytes.hpp"
#include "leadvault/base/secret.hpp"

namespace lv::crypto {

using Nonce = ByteArray<24>;
inline constexpr std::size_t aead_tag_bytes = 16;
using KeyView = std::span<const std::uint8_t, 32>;

// From the pool of base/random.hpp; 192 random bits do not repeat in practice.
Nonce fresh_nonce();

// Writes plaintext.size() + 16 bytes to `out`, which may not overlap the plaintext.
void aead_seal(KeyView key, const Nonce& nonce, ByteView aad, ByteView plaintext,
               std::span<std::uint8_t> out);

// `sealed` is ciphertext and tag, at least 16 bytes; `out` has sealed.size() - 16 bytes and is
// zero when the tag does not verify.
Result<void> aead_open(KeyView key, const Nonce& nonce, ByteView aad, ByteView sealed,
                       std::span<std::uint8_t> out);

} // namespace lv::crypto
