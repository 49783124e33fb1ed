// The formats with the nonce given, so that published vectors can be reproduced. Private to this
// folder and its tests: production code calls the public functions, which draw the nonce.
#pragma once

#include "crypto/aes_gcm.hpp"

#include "leadvault/crypto/field_blob.hpp"
#include "leadvault/crypto/sealed_blob.hpp"
#include "leadvault/crypto/wrapped_key.hpp"

namespace lv::crypto {

struct WithNonce {
  static Result<Bytes> seal_field(FieldCipher& cipher, const FieldPlace& place, std::uint8_t type,
                                  ByteView value, const GcmNonce& nonce);
};
Result<Bytes> wrap_key_with_nonce(const Secret& wrapping, const WrapContext& context,
                                  const Secret& key, const Nonce& nonce);
Result<Bytes> seal_blob_with_nonce(const Secret& key, std::uint32_t term, std::string_view label,
                                   ByteView aad, ByteView plaintext, const Nonce& nonce,
                                   std::size_t plaintext_max = sealed_blob_plaintext_max);

} // namespace lv::crypto
