#include "app/config.hpp"

#include "leadvault/crypto/hash.hpp"

namespace lv::app {

Digest fingerprint_of(const Config& config, const Digest& certificates) {
  ByteWriter text;
  text.lp(config.canonical);
  text.raw(certificates);
  return crypto::sha256(text.view());
}

} // namespace lv::app
