#include "leadvault/crypto/field_blob.hpp"

#include "crypto/with_nonce.hpp"

#include "leadvault/base/limits.hpp"

namespace lv::crypto {

namespace {

constexpr std::uint8_t version = 1;
constexpr std::uint8_t xchacha20_poly1305 = 1;
constexpr std::size_t header_bytes = 1 + 1 + 8 + 24;
constexpr std::size_t padding_step = 32;
constexpr std::size_t padded_bytes_max =
    (limits::field_value_bytes_max + 2 + padding_step - 1) / padding_step * padding_step;

Result<void> check(const Secret& lead_key, const FieldContext& context) {
  if (lead_key.size() != 32) return LV_FAIL(invalid, "a lead key must have 32 bytes");
  if (context.installation.is_zero() || context.tenant.is_zero() || context.lead.is_zero()) {
    return LV_FAIL(invalid, "a field blob needs an installation, a tenant and a lead");
  }
  if (context.field == 0 || context.field > limits::field_id_max) {
    return LV_FAIL(invalid, "a field number is out of range");
  }
  if (context.sealed_version == 0) return LV_FAIL(invalid, "row versions start at 1");
  return {};
}

Bytes additional_data(const FieldContext& context) {
  ByteWriter out;
  out.reserve(96);
  out.lp("lv1/field");
  out.lp(context.installation.view());
  out.lp(context.tenant.view());
  out.lp(context.lead.view());
  out.u16(context.field);
  out.u64(context.sealed_version);
  out.u8(version);
  out.u8(xchacha20_poly1305);
  return out.take();
}

// type ‖ value ‖ 0x80 ‖ zeros, to the next multiple of 32 (ISO/IEC 7816-4).
SecretBytes pad(std::uint8_t type, ByteView value) {
  const std::size_t used = 1 + value.size() + 1;
  SecretBytes out((used + padding_step - 1) / padding_step * padding_step);
  out[0] = type;
  std::copy(value.begin(), value.end(), out.begin() + 1);
  out[1 + value.size()] = 0x80;
  return out;
}

// The plaintext is authentic here, so how long this takes tells nobody but its writer anything.
Result<OpenedField> unpad(SecretBytes plaintext) {
  std::size_t end = plaintext.size();
  while (end > 0 && plaintext[end - 1] == 0) --end;
  if (end < 2 || plaintext[end - 1] != 0x80 || plaintext.size() - end >= padding_step) {
    return LV_FAIL(integrity, "a field's padding is wrong");
  }
  OpenedField out;
  out.type = plaintext[0];
  out.value.assign(plaintext.begin() + 1, plaintext.begin() + static_cast<std::ptrdiff_t>(end - 1));
  return out;
}

struct Parts {
  std::uint64_t sealed_version;
  Nonce nonce;
  ByteView sealed; // ciphertext and tag
};

Result<Parts> parse(ByteView blob) {
  ByteReader in(blob);
  LV_TRY(blob_version, in.u8());
  LV_TRY(algorithm, in.u8());
  if (blob_version != version || algorithm != xchacha20_poly1305) {
    return LV_FAIL(unknown_version, "a field blob has an unknown version or algorithm");
  }
  LV_TRY(sealed_version, in.u64());
  LV_TRY(nonce, in.array<24>());
  const std::size_t sealed_bytes = in.remaining();
  if (sealed_bytes < padding_step + aead_tag_bytes ||
      sealed_bytes > padded_bytes_max + aead_tag_bytes ||
      (sealed_bytes - aead_tag_bytes) % padding_step != 0) {
    return LV_FAIL(integrity, "a field blob has a length that no value gives");
  }
  LV_TRY(sealed, in.raw(sealed_bytes));
  return Parts{sealed_version, nonce, sealed};
}

} // namespace

Result<Bytes> seal_field_with_nonce(const Secret& lead_key, const FieldContext& context,
                                    std::uint8_t type, ByteView value, const Nonce& nonce) {
  LV_CHECK(check(lead_key, context));
  if (value.size() > limits::field_value_bytes_max) {
    return LV_FAIL(too_large, "a field value is too long");
  }
  const SecretBytes plaintext = pad(type, value);
  Bytes out(header_bytes + plaintext.size() + aead_tag_bytes);
  out[0] = version;
  out[1] = xchacha20_poly1305;
  for (std::size_t i = 0; i < 8; ++i) {
    out[2 + i] = static_cast<std::uint8_t>(context.sealed_version >> (56 - 8 * i));
  }
  std::copy(nonce.begin(), nonce.end(), out.begin() + 10);
  aead_seal(KeyView(lead_key.reveal()), nonce, additional_data(context), plaintext,
            std::span(out).subspan(header_bytes));
  return out;
}

Result<Bytes> seal_field(const Secret& lead_key, const FieldContext& context, std::uint8_t type,
                         ByteView value) {
  return seal_field_with_nonce(lead_key, context, type, value, fresh_nonce());
}

Result<OpenedField> open_field(const Secret& lead_key, const FieldContext& context, ByteView blob) {
  LV_TRY(parts, parse(blob));
  LV_CHECK(check(lead_key, context));
  if (parts.sealed_version != context.sealed_version) {
    return LV_FAIL(integrity, "a field blob is of another row version");
  }
  SecretBytes plaintext(parts.sealed.size() - aead_tag_bytes);
  LV_CHECK(aead_open(KeyView(lead_key.reveal()), parts.nonce, additional_data(context),
                     parts.sealed, plaintext));
  return unpad(std::move(plaintext));
}

Result<BlobTag> blob_tag(ByteView blob) {
  LV_TRY(parts, parse(blob));
  BlobTag tag;
  const ByteView tail = parts.sealed.last(aead_tag_bytes);
  std::copy(tail.begin(), tail.end(), tag.begin());
  return tag;
}

Result<std::uint64_t> blob_sealed_version(ByteView blob) {
  LV_TRY(parts, parse(blob));
  return parts.sealed_version;
}

} // namespace lv::crypto
