#include "leadvault/crypto/sealed_blob.hpp"

#include "crypto/derive.hpp"
#include "crypto/with_nonce.hpp"

namespace lv::crypto {

namespace {

constexpr std::string_view magic = "LVSB";
constexpr std::uint8_t version = 1;
constexpr std::uint8_t xchacha20_poly1305 = 1;

Result<void> check(const Secret& key, std::string_view label) {
  if (key.size() != 32) return LV_FAIL(invalid, "a sealing key must have 32 bytes");
  if (label.empty()) return LV_FAIL(invalid, "a sealed blob needs a label");
  return {};
}

Derived derive(const Secret& key, const Nonce& nonce, std::string_view label, std::uint32_t term) {
  ShortWriter<96> message;
  message.lp("lv1/blob");
  message.raw(nonce);
  message.lp(label);
  message.u32(term);
  return Derived(key, message.view());
}

void put_header(ByteWriter& out, std::uint32_t term) {
  out.raw(bytes_of(magic));
  out.u8(version);
  out.u8(xchacha20_poly1305);
  out.u32(term);
}

class AdditionalData : public ShortWriter<256> {
public:
  AdditionalData(std::uint32_t term, std::string_view label, ByteView aad) {
    put_header(*this, term);
    lp(label);
    u32(static_cast<std::uint32_t>(aad.size())); // not LP: no additional data is allowed
    raw(aad);
  }
};

struct Parts {
  std::uint32_t term;
  Nonce nonce;
  ByteView commitment;
  ByteView sealed;
};

Result<Parts> parse(ByteView blob) {
  if (blob.size() < sealed_blob_overhead) return LV_FAIL(malformed, "a sealed blob is too short");
  ByteReader in(blob);
  LV_TRY(blob_magic, in.raw(magic.size()));
  if (text_of(blob_magic) != magic) return LV_FAIL(not_ours, "this is not a sealed blob");
  LV_TRY(blob_version, in.u8());
  LV_TRY(algorithm, in.u8());
  if (blob_version != version || algorithm != xchacha20_poly1305) {
    return LV_FAIL(unknown_version, "a sealed blob has an unknown version or algorithm");
  }
  LV_TRY(term, in.u32());
  LV_TRY(nonce, in.array<24>());
  LV_TRY(commitment, in.raw(32));
  LV_TRY(sealed, in.raw(in.remaining()));
  return Parts{term, nonce, commitment, sealed};
}

Result<void> append(ByteWriter& out, const Secret& key, std::uint32_t term, std::string_view label,
                    ByteView aad, ByteView plaintext, const Nonce& nonce,
                    std::size_t plaintext_max) {
  LV_CHECK(check(key, label));
  if (term == 0) return LV_FAIL(invalid, "key terms start at 1");
  if (plaintext.size() > plaintext_max || aad.size() > sealed_blob_plaintext_max) {
    return LV_FAIL(too_large, "a sealed blob would be too large");
  }
  const auto derived = derive(key, nonce, label, term);
  out.reserve(out.size() + sealed_blob_overhead + plaintext.size());
  put_header(out, term);
  out.raw(nonce);
  out.raw(derived.commitment());
  aead_seal(derived.subkey(), nonce, AdditionalData(term, label, aad).view(), plaintext,
            out.blank(plaintext.size() + aead_tag_bytes));
  return {};
}

} // namespace

Result<Bytes> seal_blob_with_nonce(const Secret& key, std::uint32_t term, std::string_view label,
                                   ByteView aad, ByteView plaintext, const Nonce& nonce,
                                   std::size_t plaintext_max) {
  ByteWriter out;
  LV_CHECK(append(out, key, term, label, aad, plaintext, nonce, plaintext_max));
  return out.take();
}

Result<Bytes> seal_blob(const Secret& key, std::uint32_t term, std::string_view label, ByteView aad,
                        ByteView plaintext, std::size_t plaintext_max) {
  return seal_blob_with_nonce(key, term, label, aad, plaintext, fresh_nonce(), plaintext_max);
}

Result<void> append_blob(ByteWriter& out, const Secret& key, std::uint32_t term,
                         std::string_view label, ByteView aad, ByteView plaintext) {
  return append(out, key, term, label, aad, plaintext, fresh_nonce(), sealed_blob_plaintext_max);
}

Result<SecretBytes> open_blob(const Secret& key, std::string_view label, ByteView aad,
                              ByteView blob) {
  LV_TRY(parts, parse(blob));
  LV_CHECK(check(key, label));
  const auto derived = derive(key, parts.nonce, label, parts.term);
  if (!equal_constant_time(derived.commitment(), parts.commitment)) {
    return LV_FAIL(wrong_key, "a sealed blob is not committed to this key and label");
  }
  SecretBytes plaintext(parts.sealed.size() - aead_tag_bytes);
  const AdditionalData additional(parts.term, label, aad);
  LV_CHECK(aead_open(derived.subkey(), parts.nonce, additional.view(), parts.sealed, plaintext));
  return plaintext;
}

Result<std::uint32_t> sealed_blob_term(ByteView blob) {
  LV_TRY(parts, parse(blob));
  return parts.term;
}

} // namespace lv::crypto
