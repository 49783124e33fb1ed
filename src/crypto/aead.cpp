#include "crypto/aead.hpp"

#include "leadvault/base/random.hpp"

#include <sodium.h>

namespace lv::crypto {

static_assert(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES == 24);
static_assert(crypto_aead_xchacha20poly1305_ietf_ABYTES == aead_tag_bytes);

Nonce fresh_nonce() {
  Nonce nonce;
  random_bytes(nonce);
  return nonce;
}

void aead_seal(KeyView key, const Nonce& nonce, ByteView aad, ByteView plaintext,
               std::span<std::uint8_t> out) {
  crypto_aead_xchacha20poly1305_ietf_encrypt(out.data(), nullptr, plaintext.data(),
                                             plaintext.size(), aad.data(), aad.size(), nullptr,
                                             nonce.data(), key.data());
}

Result<void> aead_open(KeyView key, const Nonce& nonce, ByteView aad, ByteView sealed,
                       std::span<std::uint8_t> out) {
  const int verdict = crypto_aead_xchacha20poly1305_ietf_decrypt(
      out.data(), nullptr, nullptr, sealed.data(), sealed.size(), aad.data(), aad.size(),
      nonce.data(), key.data());
  if (verdict != 0) return LV_FAIL(integrity, "the authentication tag does not verify");
  return {};
}

} // namespace lv::crypto
