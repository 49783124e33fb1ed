// AES-256-GCM (NIST SP 800-38D) with a 96-bit nonce under one key, for several messages: the key is
// expanded once. Private to the formats of this folder, which draw the nonce. Used by one thread at
// a time; wipes the expanded key.
//
// Two engines that give the same bytes. libsodium's needs AES instructions and sets nothing up per
// message: a field of 32 bytes costs a third. OpenSSL's runs everywhere, so that machines without
// AES instructions open what others sealed.
#pragma once

#include "crypto/aead.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <memory>
#include <variant>

namespace lv::crypto {

using GcmNonce = ByteArray<12>;

class SodiumGcm {
public:
  explicit SodiumGcm(KeyView key);
  ~SodiumGcm();
  SodiumGcm(const SodiumGcm&) = delete;
  void seal(const GcmNonce& nonce, ByteView aad, ByteView plaintext, std::span<std::uint8_t> out);
  Result<void> open(const GcmNonce& nonce, ByteView aad, ByteView sealed,
                    std::span<std::uint8_t> out);

private:
  crypto_aead_aes256gcm_state expanded_;
};

class OpensslGcm {
public:
  explicit OpensslGcm(KeyView key);
  void seal(const GcmNonce& nonce, ByteView aad, ByteView plaintext, std::span<std::uint8_t> out);
  Result<void> open(const GcmNonce& nonce, ByteView aad, ByteView sealed,
                    std::span<std::uint8_t> out);

private:
  struct Free { // wipes the expanded key
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  };
  std::unique_ptr<EVP_CIPHER_CTX, Free> context_;
};

class AesGcm {
public:
  enum class Engine { fastest, portable };
  explicit AesGcm(KeyView key, Engine engine = Engine::fastest);

  // As aead_seal and aead_open of aead.hpp.
  void seal(const GcmNonce& nonce, ByteView aad, ByteView plaintext, std::span<std::uint8_t> out);
  Result<void> open(const GcmNonce& nonce, ByteView aad, ByteView sealed,
                    std::span<std::uint8_t> out);

private:
  std::variant<SodiumGcm, OpensslGcm> engine_;
};

} // namespace lv::crypto
