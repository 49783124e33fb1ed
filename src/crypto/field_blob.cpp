#include "leadvault/crypto/field_blob.hpp"

#include "crypto/with_nonce.hpp"

#include "leadvault/base/limits.hpp"
#include "leadvault/base/random.hpp"

namespace lv::crypto {

namespace {

constexpr std::uint8_t version = 1;
// Opened both, sealed with the second only: half the time, also for many fields under one key.
enum Algorithm : std::uint8_t { xchacha20_poly1305 = 1, aes_256_gcm = 2 };

constexpr std::size_t padding_step = 32;
constexpr std::size_t padded_bytes_max =
    (limits::field_value_bytes_max + 2 + padding_step - 1) / padding_step * padding_step;

std::size_t nonce_bytes(Algorithm algorithm) { return algorithm == aes_256_gcm ? 12 : 24; }

bool is_whole(const Secret& lead_key, const LeadContext& lead) {
  return lead_key.size() == 32 && !lead.installation.is_zero() && !lead.tenant.is_zero() &&
         !lead.lead.is_zero();
}

Result<void> check(const FieldPlace& place) {
  if (place.field == 0 || place.field > limits::field_id_max) {
    return LV_FAIL(invalid, "a field number is out of range");
  }
  if (place.sealed_version == 0) return LV_FAIL(invalid, "row versions start at 1");
  return {};
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
Result<std::size_t> end_of_value(std::string_view plaintext) {
  const std::size_t end = plaintext.find_last_not_of('\0');
  if (end == std::string_view::npos || end < 1 || plaintext[end] != '\x80' ||
      plaintext.size() - end > padding_step) {
    return LV_FAIL(integrity, "a field's padding is wrong");
  }
  return end;
}

struct Parts {
  Algorithm algorithm;
  std::uint64_t sealed_version;
  ByteView nonce;
  ByteView sealed; // ciphertext and tag
};

Result<Parts> parse(ByteView blob) {
  ByteReader in(blob);
  LV_TRY(blob_version, in.u8());
  LV_TRY(number, in.u8());
  if (blob_version != version || (number != xchacha20_poly1305 && number != aes_256_gcm)) {
    return LV_FAIL(unknown_version, "a field blob has an unknown version or algorithm");
  }
  const auto algorithm = static_cast<Algorithm>(number);
  LV_TRY(sealed_version, in.u64());
  LV_TRY(nonce, in.raw(nonce_bytes(algorithm)));
  const std::size_t sealed_bytes = in.remaining();
  if (sealed_bytes < padding_step + aead_tag_bytes ||
      sealed_bytes > padded_bytes_max + aead_tag_bytes ||
      (sealed_bytes - aead_tag_bytes) % padding_step != 0) {
    return LV_FAIL(integrity, "a field blob has a length that no value gives");
  }
  LV_TRY(sealed, in.raw(sealed_bytes));
  return Parts{algorithm, sealed_version, nonce, sealed};
}

template <class Nonce>
Nonce nonce_of(ByteView bytes) {
  Nonce nonce;
  std::copy(bytes.begin(), bytes.end(), nonce.begin());
  return nonce;
}

Error unbound() {
  return LV_FAIL(invalid,
                 "fields need a lead key of 32 bytes, an installation, a tenant and a lead");
}

GcmNonce fresh_gcm_nonce() {
  GcmNonce nonce;
  random_bytes(nonce);
  return nonce;
}

} // namespace

struct FieldCipher::Lead {
  Lead(Secret lead_key, const LeadContext& of) : key(std::move(lead_key)), gcm(view()) {
    bound.lp("lv1/field");
    bound.lp(of.installation.view());
    bound.lp(of.tenant.view());
    bound.lp(of.lead.view());
    lead_bytes = bound.size();
  }

  KeyView view() const { return KeyView(key.reveal()); }

  // What every field of the lead is bound to, then the field's own place.
  ByteView additional_data(const FieldPlace& place, Algorithm algorithm) {
    bound.go_back(lead_bytes);
    bound.u16(place.field);
    bound.u64(place.sealed_version);
    bound.u8(version);
    bound.u8(algorithm);
    return bound.view();
  }

  Secret key;
  AesGcm gcm;
  ShortWriter<96> bound; // to the lead, and behind it to the field last sealed or opened
  std::size_t lead_bytes = 0;
};

FieldCipher::FieldCipher(Secret lead_key, const LeadContext& lead)
    : lead_(is_whole(lead_key, lead) ? std::make_unique<Lead>(std::move(lead_key), lead)
                                     : nullptr) {}
FieldCipher::~FieldCipher() = default;
FieldCipher::FieldCipher(FieldCipher&&) noexcept = default;

Result<Bytes> WithNonce::seal_field(FieldCipher& cipher, const FieldPlace& place, std::uint8_t type,
                                    ByteView value, const GcmNonce& nonce) {
  if (!cipher.lead_) return unbound();
  LV_CHECK(check(place));
  if (value.size() > limits::field_value_bytes_max) {
    return LV_FAIL(too_large, "a field value is too long");
  }
  const SecretBytes plaintext = pad(type, value);
  ByteWriter out;
  out.reserve(field_blob_overhead + plaintext.size());
  out.u8(version);
  out.u8(aes_256_gcm);
  out.u64(place.sealed_version);
  out.raw(nonce);
  cipher.lead_->gcm.seal(nonce, cipher.lead_->additional_data(place, aes_256_gcm), plaintext,
                         out.blank(plaintext.size() + aead_tag_bytes));
  return out.take();
}

Result<Bytes> FieldCipher::seal(const FieldPlace& place, std::uint8_t type, ByteView value) {
  return WithNonce::seal_field(*this, place, type, value, fresh_gcm_nonce());
}

Result<void> FieldCipher::open_padded(const FieldPlace& place, ByteView blob, SecretText& out) {
  LV_TRY(parts, parse(blob));
  if (!lead_) return unbound();
  LV_CHECK(check(place));
  if (parts.sealed_version != place.sealed_version) {
    return LV_FAIL(integrity, "a field blob is of another row version");
  }
  const auto before = out.size();
  out.resize(before + parts.sealed.size() - aead_tag_bytes);
  const auto room =
      std::span(reinterpret_cast<std::uint8_t*>(out.data()), out.size()).subspan(before);
  const ByteView aad = lead_->additional_data(place, parts.algorithm);
  if (parts.algorithm == aes_256_gcm) {
    return lead_->gcm.open(nonce_of<GcmNonce>(parts.nonce), aad, parts.sealed, room);
  }
  return aead_open(lead_->view(), nonce_of<Nonce>(parts.nonce), aad, parts.sealed, room);
}

Result<OpenedPlace> FieldCipher::open_onto(const FieldPlace& place, ByteView blob,
                                           SecretText& out) {
  const auto before = out.size();
  const auto opened = open_padded(place, blob, out);
  const auto plaintext = std::string_view(out).substr(before);
  const auto end = opened ? end_of_value(plaintext) : opened.error();
  if (!end) {
    out.resize(before);
    return end.error();
  }
  const auto type = static_cast<std::uint8_t>(plaintext.front());
  out.resize(before + *end);
  return OpenedPlace{type, before + 1, *end - 1};
}

Result<OpenedField> FieldCipher::open(const FieldPlace& place, ByteView blob) {
  OpenedField opened;
  LV_TRY(value, open_onto(place, blob, opened.value));
  opened.type = value.type;
  opened.value.erase(0, value.at);
  return opened;
}

Result<BlobSeal> blob_seal(ByteView blob) {
  LV_TRY(parts, parse(blob));
  BlobSeal seal{parts.sealed_version, {}};
  const ByteView tail = parts.sealed.last(aead_tag_bytes);
  std::copy(tail.begin(), tail.end(), seal.tag.begin());
  return seal;
}

} // namespace lv::crypto
