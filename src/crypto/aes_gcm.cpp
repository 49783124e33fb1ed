#include "crypto/aes_gcm.hpp"

#include <cstdlib>
#include <new>

namespace lv::crypto {

namespace {

enum Direction { decrypt = 0, encrypt = 1 }; // as EVP_CipherInit_ex2 counts

// Fetched once: looking it up for each message costs more than the message.
const EVP_CIPHER* cipher() {
  static const EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  if (fetched == nullptr) std::abort(); // a libcrypto without it cannot run a vault
  return fetched;
}

// Only for what cannot fail with the sizes that the callers give.
void must(int verdict) {
  if (verdict != 1) std::abort();
}

int size_of(ByteView bytes) { return static_cast<int>(bytes.size()); }

Error wrong_tag() { return LV_FAIL(integrity, "the authentication tag does not verify"); }

using Engines = std::variant<SodiumGcm, OpensslGcm>;

Engines make_engine(KeyView key, AesGcm::Engine engine) {
  static const bool has_instructions = crypto_aead_aes256gcm_is_available() == 1;
  if (engine == AesGcm::Engine::fastest && has_instructions)
    return Engines(std::in_place_type<SodiumGcm>, key);
  return Engines(std::in_place_type<OpensslGcm>, key);
}

} // namespace

AesGcm::AesGcm(KeyView key, Engine engine) : engine_(make_engine(key, engine)) {}

void AesGcm::seal(const GcmNonce& nonce, ByteView aad, ByteView plaintext,
                  std::span<std::uint8_t> out) {
  std::visit([&](auto& engine) { engine.seal(nonce, aad, plaintext, out); }, engine_);
}

Result<void> AesGcm::open(const GcmNonce& nonce, ByteView aad, ByteView sealed,
                          std::span<std::uint8_t> out) {
  return std::visit([&](auto& engine) { return engine.open(nonce, aad, sealed, out); }, engine_);
}

SodiumGcm::SodiumGcm(KeyView key) { crypto_aead_aes256gcm_beforenm(&expanded_, key.data()); }

SodiumGcm::~SodiumGcm() { sodium_memzero(&expanded_, sizeof expanded_); }

void SodiumGcm::seal(const GcmNonce& nonce, ByteView aad, ByteView plaintext,
                     std::span<std::uint8_t> out) {
  crypto_aead_aes256gcm_encrypt_afternm(out.data(), nullptr, plaintext.data(), plaintext.size(),
                                        aad.data(), aad.size(), nullptr, nonce.data(), &expanded_);
}

Result<void> SodiumGcm::open(const GcmNonce& nonce, ByteView aad, ByteView sealed,
                             std::span<std::uint8_t> out) {
  const int verdict = crypto_aead_aes256gcm_decrypt_afternm(
      out.data(), nullptr, nullptr, sealed.data(), sealed.size(), aad.data(), aad.size(),
      nonce.data(), &expanded_);
  if (verdict == 0) return {};
  wipe(out);
  return wrong_tag();
}

OpensslGcm::OpensslGcm(KeyView key) : context_(EVP_CIPHER_CTX_new()) {
  if (!context_) throw std::bad_alloc();
  must(EVP_CipherInit_ex2(context_.get(), cipher(), key.data(), nullptr, decrypt, nullptr));
}

void OpensslGcm::seal(const GcmNonce& nonce, ByteView aad, ByteView plaintext,
                      std::span<std::uint8_t> out) {
  int written = 0;
  auto* context = context_.get();
  must(EVP_CipherInit_ex2(context, nullptr, nullptr, nonce.data(), encrypt, nullptr));
  must(EVP_CipherUpdate(context, nullptr, &written, aad.data(), size_of(aad)));
  must(EVP_CipherUpdate(context, out.data(), &written, plaintext.data(), size_of(plaintext)));
  must(EVP_CipherFinal_ex(context, out.data() + written, &written));
  must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, aead_tag_bytes,
                           out.data() + plaintext.size()));
}

Result<void> OpensslGcm::open(const GcmNonce& nonce, ByteView aad, ByteView sealed,
                              std::span<std::uint8_t> out) {
  const ByteView text = sealed.first(sealed.size() - aead_tag_bytes);
  ByteArray<aead_tag_bytes> tag;
  std::copy(sealed.end() - aead_tag_bytes, sealed.end(), tag.begin());
  int written = 0;
  auto* context = context_.get();
  must(EVP_CipherInit_ex2(context, nullptr, nullptr, nonce.data(), decrypt, nullptr));
  must(EVP_CipherUpdate(context, nullptr, &written, aad.data(), size_of(aad)));
  must(EVP_CipherUpdate(context, out.data(), &written, text.data(), size_of(text)));
  must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, aead_tag_bytes, tag.data()));
  if (EVP_CipherFinal_ex(context, out.data() + written, &written) == 1) return {};
  wipe(out);
  return wrong_tag();
}

} // namespace lv::crypto
