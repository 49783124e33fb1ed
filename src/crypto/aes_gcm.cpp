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

} // namespace

AesGcm::AesGcm(KeyView key) : context_(EVP_CIPHER_CTX_new()) {
  if (!context_) throw std::bad_alloc();
  must(EVP_CipherInit_ex2(context_.get(), cipher(), key.data(), nullptr, decrypt, nullptr));
}

void AesGcm::seal(const GcmNonce& nonce, ByteView aad, ByteView plaintext,
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

Result<void> AesGcm::open(const GcmNonce& nonce, ByteView aad, ByteView sealed,
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
  return LV_FAIL(integrity, "the authentication tag does not verify");
}

} // namespace lv::crypto
