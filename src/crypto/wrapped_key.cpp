#include "leadvault/crypto/wrapped_key.hpp"

#include "crypto/derive.hpp"
#include "crypto/with_nonce.hpp"

namespace lv::crypto {

namespace {

constexpr std::uint8_t version = 1;
constexpr std::uint8_t xchacha20_poly1305 = 1;
constexpr std::size_t header_bytes = 1 + 1 + 16 + 4;
constexpr std::size_t sealed_bytes = key_bytes + aead_tag_bytes;
static_assert(header_bytes + 24 + 32 + sealed_bytes == wrapped_key_bytes);

Result<void> check(const Secret& wrapping, const WrapContext& context) {
  if (wrapping.size() != key_bytes) return LV_FAIL(invalid, "a wrapping key must have 32 bytes");
  if (context.installation.is_zero() || context.tenant.is_zero() || context.key_id.is_zero()) {
    return LV_FAIL(invalid, "a wrapped key needs an installation, a tenant and a key id");
  }
  if (context.kind.empty() || context.owner.empty()) {
    return LV_FAIL(invalid, "a component of a wrapped key's context is empty");
  }
  if (context.term == 0) return LV_FAIL(invalid, "key terms start at 1");
  return {};
}

void put_context(ByteWriter& out, const WrapContext& context) {
  out.lp(context.installation.view());
  out.lp(context.kind);
  out.lp(context.tenant.view());
  out.lp(context.owner);
  out.lp(context.key_id.view());
  out.u32(context.term);
}

Derived derive(const Secret& wrapping, const Nonce& nonce, const WrapContext& context) {
  ShortWriter<192> message;
  message.lp("lv1/wrap");
  message.raw(nonce);
  put_context(message, context);
  return Derived(wrapping, message.view());
}

void put_header(ByteWriter& out, const WrapContext& context) {
  out.u8(version);
  out.u8(xchacha20_poly1305);
  out.raw(context.key_id.view());
  out.u32(context.term);
}

class AdditionalData : public ShortWriter<192> {
public:
  explicit AdditionalData(const WrapContext& context) {
    put_header(*this, context);
    put_context(*this, context);
  }
};

struct Parts {
  WrappedKeyHeader header;
  Nonce nonce;
  ByteView commitment;
  ByteView sealed;
};

Result<Parts> parse(ByteView wrapped) {
  ByteReader in(wrapped);
  LV_TRY(key_version, in.u8());
  LV_TRY(algorithm, in.u8());
  if (key_version != version || algorithm != xchacha20_poly1305) {
    return LV_FAIL(unknown_version, "a wrapped key has an unknown version or algorithm");
  }
  if (wrapped.size() != wrapped_key_bytes) {
    return LV_FAIL(malformed, "a wrapped key must have 126 bytes");
  }
  LV_TRY(id, in.array<16>());
  LV_TRY(term, in.u32());
  LV_TRY(nonce, in.array<24>());
  LV_TRY(commitment, in.raw(32));
  LV_TRY(sealed, in.raw(sealed_bytes));
  return Parts{{KeyId{id}, term}, nonce, commitment, sealed};
}

} // namespace

Result<Bytes> wrap_key_with_nonce(const Secret& wrapping, const WrapContext& context,
                                  const Secret& key, const Nonce& nonce) {
  LV_CHECK(check(wrapping, context));
  if (key.size() != key_bytes) return LV_FAIL(invalid, "a key to wrap must have 32 bytes");
  const auto derived = derive(wrapping, nonce, context);
  ByteWriter out;
  out.reserve(wrapped_key_bytes);
  put_header(out, context);
  out.raw(nonce);
  out.raw(derived.commitment());
  aead_seal(derived.subkey(), nonce, AdditionalData(context).view(), key.reveal(),
            out.blank(sealed_bytes));
  return out.take();
}

Result<Bytes> wrap_key(const Secret& wrapping, const WrapContext& context, const Secret& key) {
  return wrap_key_with_nonce(wrapping, context, key, fresh_nonce());
}

Result<Secret> unwrap_key(const Secret& wrapping, const WrapContext& context, ByteView wrapped) {
  LV_TRY(parts, parse(wrapped));
  LV_CHECK(check(wrapping, context));
  if (parts.header.key_id != context.key_id || parts.header.term != context.term) {
    return LV_FAIL(wrong_key, "a wrapped key has another id or term");
  }
  const auto derived = derive(wrapping, parts.nonce, context);
  // Before any decryption: without it, one ciphertext could be made to open under two keys.
  if (!equal_constant_time(derived.commitment(), parts.commitment)) {
    return LV_FAIL(wrong_key, "a wrapped key is not committed to this key and context");
  }
  Secret key = Secret::uninitialised(key_bytes);
  LV_CHECK(aead_open(derived.subkey(), parts.nonce, AdditionalData(context).view(), parts.sealed,
                     key.writable()));
  return key;
}

Result<WrappedKeyHeader> parse_wrapped_key(ByteView wrapped) {
  LV_TRY(parts, parse(wrapped));
  return parts.header;
}

} // namespace lv::crypto
