#include "fixture.hpp"

#include "leadvault/crypto/argon2.hpp"
#include "leadvault/crypto/blind_token.hpp"
#include "leadvault/crypto/hash.hpp"
#include "leadvault/crypto/row_seal.hpp"
#include "leadvault/crypto/sign.hpp"
#include "leadvault/crypto/token.hpp"

using namespace lv;
using namespace lv::crypto;
using namespace lv::crypto::test;

TEST_CASE("hashes give the published answers", "[crypto]") {
  // FIPS 180-4 examples, RFC 7693 appendix A style (BLAKE2b-256 of "abc"), CRC-32 check value.
  CHECK(to_hex(sha256(bytes_of("abc"))) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_pair(bytes_of("a"), bytes_of("bc")) == sha256(bytes_of("abc")));
  const std::string million(1'000'000, 'a');
  CHECK(to_hex(sha256(bytes_of(million))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  CHECK(to_hex(blake2b_256(bytes_of("abc"))) ==
        "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
  // The first answers of the BLAKE2 authors' keyed test file: key 00 01 .. 3f, empty message.
  Bytes counting(64);
  for (std::size_t i = 0; i < 64; ++i) counting[i] = static_cast<std::uint8_t>(i);
  CHECK(to_hex(keyed_blake2b_512(Secret::copy_of(counting), {})) ==
        "10ebb67700b1868efb4417987acf4690ae9d972fb7a590c2f02871799aaa4786"
        "b5e996e8f0f4eb981fc214b005f42d2ff4233499391653df7aefcbc13fc51568");
  CHECK(crc32(bytes_of("123456789")) == 0xcbf43926);
}

TEST_CASE("a signature verifies for its key and message only", "[crypto]") {
  // RFC 8032 section 7.1, test 1.
  const auto seed = from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  const auto signer = SigningKey::from_seed(Secret::copy_of(*seed));
  REQUIRE(signer);
  CHECK(to_hex(signer->public_key()) ==
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  Signature signature = signer->sign({});
  CHECK(verify(signer->public_key(), {}, signature));
  CHECK_FALSE(verify(signer->public_key(), bytes_of("x"), signature));
  CHECK_FALSE(verify(signer->public_key(), {}, ByteView(signature).first(63)));
  signature[0] ^= 1;
  CHECK_FALSE(verify(signer->public_key(), {}, signature));
  CHECK(fails_with(SigningKey::from_seed(Secret::random(31)), Errc::invalid));
}

TEST_CASE("blind tokens meet for equal values of one index only", "[crypto]") {
  const BlindIndex index{1, 1, 128};
  const auto token = blind_token(key(1), index, bytes_of("ada@example.org"));
  REQUIRE(token);
  CHECK(token->size() == 16);
  CHECK(*token == *blind_token(key(1), index, bytes_of("ada@example.org")));
  CHECK(*token != *blind_token(key(1), index, bytes_of("bob@example.org")));
  CHECK(*token != *blind_token(key(2), index, bytes_of("ada@example.org")));
  CHECK(*token != *blind_token(key(1), {2, 1, 128}, bytes_of("ada@example.org")));
  CHECK(*token != *blind_token(key(1), {1, 2, 128}, bytes_of("ada@example.org")));
  CHECK(fails_with(blind_token(key(1), index, {}), Errc::invalid));
  CHECK(fails_with(blind_token(key(1), {1, 1, 24}, bytes_of("x")), Errc::invalid));
  CHECK(fails_with(blind_token(key(1), {1, 1, 264}, bytes_of("x")), Errc::invalid));
  CHECK(fails_with(blind_token(key(1), {1, 1, 130}, bytes_of("x")), Errc::invalid));
}

TEST_CASE("a row seal covers every part of the row", "[crypto][P4]") {
  const ClearColumn columns[] = {{1, bytes_of("person")}, {2, std::monostate{}}, {3, ByteView{}}};
  const SealedField fields[] = {{4, {1, {1}}}, {5, {2, {2}}}};
  const LeadRowSealInput row{id<TenantId>(1), id<LeadId>(2), 3, 4, id<KeyId>(5), columns, fields};
  const auto canonical = encode_lead_row(row);
  REQUIRE(canonical);
  const Digest seal = row_seal(key(1), *canonical);
  CHECK(verify_row_seal(key(1), *canonical, seal));
  CHECK_FALSE(verify_row_seal(key(2), *canonical, seal));
  CHECK_FALSE(verify_row_seal(key(1), *canonical, ByteView(seal).first(31)));
  CHECK_FALSE(verify_record(key(1), consents_label, *canonical, seal));
  auto differs = [&](auto change) {
    LeadRowSealInput other = row;
    change(other);
    const auto bytes = encode_lead_row(other);
    return bytes && fails_with(verify_row_seal(key(1), *bytes, seal), Errc::integrity);
  };
  const ClearColumn empty_for_null[] = {{1, bytes_of("person")}, {2, ByteView{}}, {3, ByteView{}}};
  const SealedField other_tag[] = {{4, {1, {1}}}, {5, {2, {3}}}};
  const SealedField other_version[] = {{4, {1, {1}}}, {5, {3, {2}}}};
  CHECK(differs([](auto& r) { r.tenant = id<TenantId>(9); }));
  CHECK(differs([](auto& r) { r.lead = id<LeadId>(9); }));
  CHECK(differs([](auto& r) { r.row_version = 9; }));
  CHECK(differs([](auto& r) { r.position = 9; }));
  CHECK(differs([](auto& r) { r.wrapped_key = id<KeyId>(9); }));
  CHECK(differs([&](auto& r) { r.columns = empty_for_null; }));
  CHECK(differs([&](auto& r) { r.fields = other_tag; }));
  CHECK(differs([&](auto& r) { r.fields = other_version; }));
  CHECK(differs([](auto& r) { r.fields = r.fields.first(1); }));
  const ClearColumn twice[] = {{1, std::int64_t{1}}, {1, std::int64_t{2}}};
  LeadRowSealInput unordered = row;
  unordered.columns = twice;
  CHECK(fails_with(encode_lead_row(unordered), Errc::invalid));
}

TEST_CASE("Argon2id refuses parameters that would exhaust the machine", "[crypto]") {
  const auto passphrase = bytes_of("correct horse battery");
  CHECK(fails_with(argon2id(passphrase, {0, 8192, {}}), Errc::invalid));
  CHECK(fails_with(argon2id(passphrase, {17, 8192, {}}), Errc::invalid));
  CHECK(fails_with(argon2id(passphrase, {1, 8191, {}}), Errc::invalid));
  CHECK(fails_with(argon2id(passphrase, {1, 0xffffffff, {}}), Errc::invalid));
  CHECK(fails_with(argon2id({}, {1, 8192, {}}), Errc::invalid));
  const auto one = argon2id(passphrase, {1, 8192, {}});
  const auto other = argon2id(passphrase, {1, 8192, {1}});
  REQUIRE(one);
  REQUIRE(other);
  CHECK_FALSE(equal_constant_time(one->reveal(), other->reveal()));
}

TEST_CASE("an API key survives its text, and any other text is malformed", "[crypto]") {
  const ApiKey made = make_api_key(make_id<CredentialTag>());
  const SecretString text = encode_api_key(made);
  CHECK(text.size() == api_key_text_bytes);
  const auto parsed = parse_api_key(text);
  REQUIRE(parsed);
  CHECK(parsed->credential == made.credential);
  const Digest stored = api_key_hash(key(1), made);
  CHECK(api_key_matches(key(1), *parsed, stored));
  CHECK_FALSE(api_key_matches(key(2), *parsed, stored));
  const ApiKey moved{make_id<CredentialTag>(), made.secret.duplicate()};
  CHECK_FALSE(api_key_matches(key(1), moved, stored));
  for (std::size_t i = 0; i < text.size(); ++i) {
    SecretString bad = text;
    bad[i] = bad[i] == 'x' ? 'y' : 'x';
    CHECK(fails_with(parse_api_key(bad), Errc::malformed));
    CHECK(fails_with(parse_api_key(std::string_view(text).substr(0, i)), Errc::malformed));
  }
}
