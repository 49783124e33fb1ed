#include "fixture.hpp"

#include "leadvault/base/limits.hpp"

#include <algorithm>

using namespace lv;
using namespace lv::crypto;
using namespace lv::crypto::test;

namespace {
FieldCipher cipher(std::uint8_t fill) { return FieldCipher(key(fill), a_lead()); }
} // namespace

TEST_CASE("a field opens as what it was sealed for, whatever its length", "[crypto]") {
  for (const std::size_t size : {0U, 1U, 29U, 30U, 31U, 32U, 62U, 63U, 1000U, 16384U}) {
    const Bytes value(size, 0x80); // looks like padding
    const auto blob = cipher(9).seal(email, 7, value);
    REQUIRE(blob);
    CHECK((blob->size() - field_blob_overhead) % 32 == 0);
    const auto opened = cipher(9).open(email, *blob);
    REQUIRE(opened);
    CHECK(opened->type == 7);
    CHECK(to_hex(bytes_of(opened->value)) == to_hex(value));
    const auto seal = blob_seal(*blob);
    CHECK(seal->sealed_version == 5);
    CHECK(std::equal(blob->end() - 16, blob->end(), seal->tag.begin()));
  }
}

TEST_CASE("every bit of a field blob, flipped, is an error and never a value", "[crypto][P4]") {
  const auto blob = cipher(9).seal(email, 1, bytes_of("ada@example.org"));
  REQUIRE(blob);
  for (std::size_t i = 0; i < blob->size() * 8; ++i) {
    Bytes bad = *blob;
    bad[i / 8] ^= static_cast<std::uint8_t>(1 << (i % 8));
    const auto opened = cipher(9).open(email, bad);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code() == (i < 16 ? Errc::unknown_version : Errc::integrity));
  }
}

TEST_CASE("a truncated or extended field blob is an error", "[crypto][P4]") {
  const auto blob = cipher(9).seal(email, 1, bytes_of("ada@example.org"));
  for (std::size_t n = 0; n < blob->size(); ++n) {
    CHECK_FALSE(cipher(9).open(email, ByteView(*blob).first(n)));
    CHECK_FALSE(blob_seal(ByteView(*blob).first(n)));
  }
  Bytes longer = *blob;
  for (int i = 0; i < 64; ++i) {
    longer.push_back(0);
    CHECK_FALSE(cipher(9).open(email, longer));
  }
}

TEST_CASE("a field does not open for another lead, field, tenant, version, installation or key",
          "[crypto][P4]") {
  const auto blob = cipher(9).seal(email, 1, bytes_of("ada@example.org"));
  CHECK(fails_with(cipher(9).open({6, 5}, *blob), Errc::integrity));
  CHECK(fails_with(cipher(9).open({4, 6}, *blob), Errc::integrity));
  CHECK(fails_with(cipher(8).open(email, *blob), Errc::integrity));
  auto other = [&](auto change) {
    LeadContext lead = a_lead();
    change(lead);
    return fails_with(FieldCipher(key(9), lead).open(email, *blob), Errc::integrity);
  };
  CHECK(other([](auto& c) { c.lead = id<LeadId>(8); }));
  CHECK(other([](auto& c) { c.tenant = id<TenantId>(8); }));
  CHECK(other([](auto& c) { c.installation = id<InstallationId>(8); }));
}

TEST_CASE("swapping values between leads or fields under one key opens neither", "[crypto][P4]") {
  LeadContext another = a_lead();
  another.lead = id<LeadId>(7);
  FieldCipher first = cipher(9), second(key(9), another);
  const FieldPlace phone{5, 5};
  const auto a = first.seal(email, 1, bytes_of("ada@example.org"));
  const auto b = second.seal(email, 1, bytes_of("bob@example.org"));
  const auto c = first.seal(phone, 1, bytes_of("+4930123456"));
  CHECK_FALSE(first.open(email, *b));
  CHECK_FALSE(second.open(email, *a));
  CHECK_FALSE(first.open(email, *c));
  CHECK_FALSE(first.open(phone, *a));
}

TEST_CASE("what cannot be bound is not sealed", "[crypto]") {
  auto refused = [](auto change) {
    LeadContext lead = a_lead();
    change(lead);
    return fails_with(FieldCipher(key(9), lead).seal(email, 1, bytes_of("x")), Errc::invalid);
  };
  CHECK(refused([](auto& c) { c.installation = {}; }));
  CHECK(refused([](auto& c) { c.tenant = {}; }));
  CHECK(refused([](auto& c) { c.lead = {}; }));
  for (const auto place : {FieldPlace{0, 5}, FieldPlace{1024, 5}, FieldPlace{4, 0}})
    CHECK(fails_with(cipher(9).seal(place, 1, bytes_of("x")), Errc::invalid));
  CHECK(fails_with(FieldCipher(Secret::random(16), a_lead()).seal(email, 1, {}), Errc::invalid));
  const Bytes large(limits::field_value_bytes_max + 1);
  CHECK(fails_with(cipher(9).seal(email, 1, large), Errc::too_large));
}

TEST_CASE("a million seals under one key repeat no nonce", "[crypto]") {
  FieldCipher one = cipher(9);
  std::vector<ByteArray<12>> nonces(1'000'000);
  for (auto& nonce : nonces) {
    const auto blob = one.seal(email, 1, {});
    std::copy_n(blob->begin() + 10, nonce.size(), nonce.begin());
  }
  std::sort(nonces.begin(), nonces.end());
  CHECK(std::adjacent_find(nonces.begin(), nonces.end()) == nonces.end());
}

TEST_CASE("an algorithm's blob does not open as another algorithm's", "[crypto][P4]") {
  auto blob = *cipher(9).seal(email, 1, bytes_of("ada@example.org"));
  REQUIRE(blob[1] == 2);
  blob[1] = 1;
  CHECK(fails_with(cipher(9).open(email, blob), Errc::integrity));
}
