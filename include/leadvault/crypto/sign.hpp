// Ed25519 (RFC 8032) for checkpoints and receipts. A SigningKey is immutable and may be shared
// between threads. Verification refuses small-order keys and non-canonical signatures.
// Never shows its secret half.
#pragma once

#include "leadvault/base/bytes.hpp"
#include "leadvault/base/secret.hpp"

namespace lv::crypto {

using PublicKey = ByteArray<32>;
using Signature = ByteArray<64>;

class SigningKey {
public:
  static Result<SigningKey> from_seed(const Secret& seed); // 32 bytes

  const PublicKey& public_key() const { return public_key_; }
  Signature sign(ByteView message) const;

private:
  SigningKey() = default;
  Secret expanded_; // seed and public half, as libsodium wants them
  PublicKey public_key_{};
};

bool verify(const PublicKey& key, ByteView message, ByteView signature);

} // namespace lv::crypto
