#include "leadvault/crypto/argon2.hpp"

#include <sodium.h>

namespace lv::crypto {

static_assert(crypto_pwhash_argon2id_SALTBYTES == 16);

Result<void> check_argon2_params(const Argon2Params& params) {
  if (params.passes == 0 || params.passes > argon2_passes_max) {
    return LV_FAIL(invalid, "Argon2id passes are out of bounds (1 to 16)");
  }
  if (params.memory_kib < argon2_memory_kib_min || params.memory_kib > argon2_memory_kib_max) {
    return LV_FAIL(invalid, "Argon2id memory is out of bounds (8 MiB to 1 GiB)");
  }
  return {};
}

Result<Secret> argon2id(ByteView passphrase, const Argon2Params& params) {
  LV_CHECK(check_argon2_params(params));
  if (passphrase.empty()) return LV_FAIL(invalid, "the passphrase is empty");
  Secret key = Secret::uninitialised(32);
  const auto out = key.writable();
  const int verdict =
      crypto_pwhash(out.data(), out.size(), reinterpret_cast<const char*>(passphrase.data()),
                    passphrase.size(), params.salt.data(), params.passes,
                    std::size_t{params.memory_kib} * 1024, crypto_pwhash_ALG_ARGON2ID13);
  if (verdict != 0) return LV_FAIL(overloaded, "no memory for Argon2id");
  return key;
}

} // namespace lv::crypto
