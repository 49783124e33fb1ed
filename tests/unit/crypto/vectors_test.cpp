// Reproduces keys/vectors/*.json; check.py beside them does the same in another language.
#include "crypto/with_nonce.hpp"
#include "fixture.hpp"
#include "support/vectors.hpp"

#include "leadvault/crypto/blind_token.hpp"
#include "leadvault/crypto/row_seal.hpp"
#include "leadvault/crypto/token.hpp"

using namespace lv;
using namespace lv::crypto;
using namespace lv::test;

namespace {

template <class Compute>
void reproduce(const std::string& name, Compute compute) {
  each_vector("keys/vectors/" + name, [&](const Vector& vector) {
    CHECK(to_hex(compute(vector)) == vector.text("expected"));
  });
}

Bytes of(const Digest& digest) { return Bytes(digest.begin(), digest.end()); }

Bytes lead_row(const Vector& v) {
  std::vector<ClearColumn> columns;
  for (const JsonValue& item : *v.value.find("columns")->as_array()) {
    const JsonValue& value = *item.find("value");
    ClearColumn column{Vector{item}.number("number"), std::monostate{}};
    if (const auto* number = value.as_int()) column.value = *number;
    if (const auto* text = value.as_string()) column.value = bytes_of(*text);
    columns.push_back(column);
  }
  std::vector<SealedField> fields;
  for (const JsonValue& item : *v.value.find("fields")->as_array()) {
    const Vector field{item};
    SealedField sealed{field.number("field"),
                       {field.number<std::uint64_t>("sealed_version"), field.array<16>("tag")}};
    fields.push_back(sealed);
  }
  return encode_lead_row({v.id<TenantId>("tenant"), v.id<LeadId>("lead"),
                          v.number<std::uint64_t>("row_version"),
                          v.number<std::uint64_t>("position"), v.id<KeyId>("wrapped_key"), columns,
                          fields})
      .value();
}

} // namespace

TEST_CASE("every published vector of the formats is reproduced", "[crypto]") {
  reproduce("field_blob", [](const Vector& v) {
    FieldCipher cipher(v.secret("key"), {v.id<InstallationId>("installation"),
                                         v.id<TenantId>("tenant"), v.id<LeadId>("lead")});
    const FieldPlace place{v.number("field"), v.number<std::uint64_t>("sealed_version")};
    const auto type = v.number<std::uint8_t>("type");
    const Bytes expected = v.hex("expected"), value = v.hex("value");
    const auto opened = cipher.open(place, expected);
    REQUIRE(opened);
    CHECK(opened->type == type);
    CHECK(to_hex(bytes_of(opened->value)) == to_hex(value));
    if (v.number("algorithm") == 1) return expected; // opened, no longer sealed
    return WithNonce::seal_field(cipher, place, type, value, v.array<12>("nonce")).value();
  });
  reproduce("wrapped_key", [](const Vector& v) {
    const Bytes owner = v.hex("owner");
    const WrapContext context{v.id<InstallationId>("installation"),
                              v.text("kind"),
                              v.id<TenantId>("tenant"),
                              owner,
                              v.id<KeyId>("key_id"),
                              v.number<std::uint32_t>("term")};
    return wrap_key_with_nonce(v.secret("wrapping"), context, v.secret("key"), v.array<24>("nonce"))
        .value();
  });
  reproduce("row_seal", [](const Vector& v) { return of(row_seal(v.secret("key"), lead_row(v))); });
  reproduce("blind_token", [](const Vector& v) {
    const BlindIndex index{v.number("index"), v.number("normaliser"), v.number("bits")};
    return blind_token(v.secret("key"), index, bytes_of(v.text("normalised"))).value();
  });
  reproduce("sealed_blob", [](const Vector& v) {
    return seal_blob_with_nonce(v.secret("key"), v.number<std::uint32_t>("term"), v.text("label"),
                                v.hex("aad"), v.hex("plaintext"), v.array<24>("nonce"))
        .value();
  });
  reproduce("api_key", [](const Vector& v) {
    const ApiKey key{v.id<CredentialId>("credential"), v.secret("secret")};
    const SecretString text = encode_api_key(key);
    Bytes out(text.begin(), text.end());
    const Digest stored = api_key_hash(v.secret("key"), key);
    out.insert(out.end(), stored.begin(), stored.end());
    return out;
  });
}
