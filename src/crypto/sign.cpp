#include "leadvault/crypto/sign.hpp"

#include <sodium.h>

namespace lv::crypto {

Result<SigningKey> SigningKey::from_seed(const Secret& seed) {
  if (seed.size() != crypto_sign_SEEDBYTES) {
    return LV_FAIL(invalid, "a signing seed must have 32 bytes");
  }
  SigningKey key;
  key.expanded_ = Secret::uninitialised(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(key.public_key_.data(), key.expanded_.writable().data(),
                           seed.reveal().data());
  return key;
}

Signature SigningKey::sign(ByteView message) const {
  Signature out;
  crypto_sign_detached(out.data(), nullptr, message.data(), message.size(),
                       expanded_.reveal().data());
  return out;
}

bool verify(const PublicKey& key, ByteView message, ByteView signature) {
  if (signature.size() != crypto_sign_BYTES) return false;
  return crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                     key.data()) == 0;
}

} // namespace lv::crypto
