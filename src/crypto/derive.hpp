// Subkey and commitment of the committing formats: BLAKE2b-512(key, label ‖ nonce ‖ context),
// first half the AEAD key, second half the commitment. Wipes itself.
#pragma once

#include "crypto/aead.hpp"

#include "leadvault/crypto/hash.hpp"

namespace lv::crypto {

class Derived {
public:
  Derived(const Secret& key, ByteView message) : bytes_(keyed_blake2b_512(key, message)) {}
  Derived(const Derived&) = delete;
  Derived& operator=(const Derived&) = delete;
  ~Derived() { wipe(bytes_); }

  KeyView subkey() const { return KeyView(bytes_.data(), 32); }
  ByteView commitment() const { return ByteView(bytes_).subspan(32); }

private:
  ByteArray<64> bytes_;
};

} // namespace lv::crypto
