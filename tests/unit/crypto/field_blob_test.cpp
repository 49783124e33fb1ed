#include "fixture.hpp"

#include "leadvault/base/limits.hpp"

#include <algorithm>

using namespace lv;
using namespace lv::crypto;
using namespace lv::crypto::test;

TEST_CASE("a field opens as what it was sealed for, whatever its length", "[crypto]") {
  for (std::size_t size : {0, 1, 29, 30, 31, 32, 62, 63, 1000, 16384}) {
    const Bytes value(size, 0x80); // looks like padding
    const auto blob = seal_field(key(9), email(), 7, value);
    REQUIRE(blob);
    CHECK((blob->size() - field_blob_overhead) % 32 == 0);
    const auto opened = open_field(key(9), email(), *blob);
    REQUIRE(opened);
    CHECK(opened->type == 7);
    CHECK(std::equal(value.begin(), value.end(), opened->value.begin(), opened->value.end()));
    CHECK(*blob_sealed_version(*blob) == 5);
    CHECK(std::equal(blob->end() - 16, blob->end(), blob_tag(*blob)->begin()));
  }
}

TEST_CASE("every bit of a field blob, flipped, is an error and never a value", "[crypto][P4]") {
  const auto blob = seal_field(key(9), email(), 1, bytes_of("ada@example.org"));
  REQUIRE(blob);
  for (std::size_t i = 0; i < blob->size() * 8; ++i) {
    Bytes bad = *blob;
    bad[i / 8] ^= static_cast<std::uint8_t>(1 << (i % 8));
    const auto opened = open_field(key(9), email(), bad);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code() == (i < 16 ? Errc::unknown_version : Errc::integrity));
  }
}

TEST_CASE("a truncated or extended field blob is an error", "[crypto][P4]") {
  const auto blob = seal_field(key(9), email(), 1, bytes_of("ada@example.org"));
  for (std::size_t n = 0; n < blob->size(); ++n) {
    CHECK_FALSE(open_field(key(9), email(), ByteView(*blob).first(n)));
    CHECK_FALSE(blob_tag(ByteView(*blob).first(n)));
  }
  Bytes longer = *blob;
  for (int i = 0; i < 64; ++i) {
    longer.push_back(0);
    CHECK_FALSE(open_field(key(9), email(), longer));
  }
}

TEST_CASE("a field does not open for another lead, field, tenant, version, installation or key",
          "[crypto][P4]") {
  const auto blob = seal_field(key(9), email(), 1, bytes_of("ada@example.org"));
  auto other = [&](auto change) {
    FieldContext context = email();
    change(context);
    return fails_with(open_field(key(9), context, *blob), Errc::integrity);
  };
  CHECK(other([](auto& c) { c.lead = id<LeadId>(8); }));
  CHECK(other([](auto& c) { c.field = 6; }));
  CHECK(other([](auto& c) { c.tenant = id<TenantId>(8); }));
  CHECK(other([](auto& c) { c.sealed_version = 6; }));
  CHECK(other([](auto& c) { c.installation = id<InstallationId>(8); }));
  CHECK(fails_with(open_field(key(8), email(), *blob), Errc::integrity));
}

TEST_CASE("swapping values between leads or fields under one key opens neither", "[crypto][P4]") {
  FieldContext first = email(), second = email(), phone = email();
  second.lead = id<LeadId>(7);
  phone.field = 5;
  const auto a = seal_field(key(9), first, 1, bytes_of("ada@example.org"));
  const auto b = seal_field(key(9), second, 1, bytes_of("bob@example.org"));
  const auto c = seal_field(key(9), phone, 1, bytes_of("+4930123456"));
  CHECK_FALSE(open_field(key(9), first, *b));
  CHECK_FALSE(open_field(key(9), second, *a));
  CHECK_FALSE(open_field(key(9), first, *c));
  CHECK_FALSE(open_field(key(9), phone, *a));
}

TEST_CASE("what cannot be bound is not sealed", "[crypto]") {
  auto refused = [](auto change) {
    FieldContext context = email();
    change(context);
    return fails_with(seal_field(key(9), context, 1, bytes_of("x")), Errc::invalid);
  };
  CHECK(refused([](auto& c) { c.installation = {}; }));
  CHECK(refused([](auto& c) { c.tenant = {}; }));
  CHECK(refused([](auto& c) { c.lead = {}; }));
  CHECK(refused([](auto& c) { c.field = 0; }));
  CHECK(refused([](auto& c) { c.field = 1024; }));
  CHECK(refused([](auto& c) { c.sealed_version = 0; }));
  CHECK(fails_with(seal_field(Secret::random(16), email(), 1, {}), Errc::invalid));
  const Bytes large(limits::field_value_bytes_max + 1);
  CHECK(fails_with(seal_field(key(9), email(), 1, large), Errc::too_large));
}

TEST_CASE("a million seals repeat no nonce", "[crypto]") {
  const Secret lead_key = key(9);
  std::vector<ByteArray<24>> nonces(1'000'000);
  for (auto& nonce : nonces) {
    const auto blob = seal_field(lead_key, email(), 1, {});
    std::copy_n(blob->begin() + 10, 24, nonce.begin());
  }
  std::sort(nonces.begin(), nonces.end());
  CHECK(std::adjacent_find(nonces.begin(), nonces.end()) == nonces.end());
}
