#include "leadvault/crypto/blind_token.hpp"

#include "leadvault/crypto/hash.hpp"

namespace lv::crypto {

Result<Bytes> blind_token(const Secret& index_key, const BlindIndex& index, ByteView normalised) {
  if (index_key.size() != 32) return LV_FAIL(invalid, "an index key must have 32 bytes");
  if (index.index == 0 || index.normaliser == 0 || normalised.empty()) {
    return LV_FAIL(invalid, "a blind token needs an index, a normaliser version and a value");
  }
  if (index.bits < 32 || index.bits > 256 || index.bits % 8 != 0) {
    return LV_FAIL(invalid, "a blind token has 32 to 256 bits, a multiple of 8");
  }
  ByteWriter message;
  message.reserve(64 + normalised.size());
  message.lp("lv1/index");
  message.u32(2);
  message.u16(index.index);
  message.u16(index.normaliser);
  message.lp(normalised);
  const Digest digest = keyed_blake2b_256(index_key, message.view());
  Bytes plain = message.take();
  wipe(plain); // it held the value
  return Bytes(digest.begin(), digest.begin() + index.bits / 8);
}

} // namespace lv::crypto
