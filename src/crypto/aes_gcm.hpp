// AES-256-GCM (NIST SP 800-38D) with a 96-bit nonce under one key, for several messages: the key is
// expanded once. OpenSSL's EVP, so that machines without AES instructions open what others sealed.
// Private to the formats of this folder, which draw the nonce. Used by one thread at a time.
#pragma once

#include "crypto/aead.hpp"

#include <openssl/evp.h>

#include <memory>

namespace lv::crypto {

using GcmNonce = ByteArray<12>;

class AesGcm {
public:
  explicit AesGcm(KeyView key);

  // As aead_seal and aead_open of aead.hpp.
  void seal(const GcmNonce& nonce, ByteView aad, ByteView plaintext, std::span<std::uint8_t> out);
  Result<void> open(const GcmNonce& nonce, ByteView aad, ByteView sealed,
                    std::span<std::uint8_t> out);

private:
  struct Free { // wipes the expanded key
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  };
  std::unique_ptr<EVP_CIPHER_CTX, Free> context_;
};

} // namespace lv::crypto
