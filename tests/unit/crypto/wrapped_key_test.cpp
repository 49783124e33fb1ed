#include "fixture.hpp"

#include "leadvault/crypto/sealed_blob.hpp"
#include "leadvault/crypto/wrapped_key.hpp"

#include <algorithm>

using namespace lv;
using namespace lv::crypto;
using namespace lv::crypto::test;

namespace {

const Bytes owner{1, 2, 3};

WrapContext context() {
  return {id<InstallationId>(1), "lead", id<TenantId>(2), owner, id<KeyId>(3), 4};
}

} // namespace

TEST_CASE("a wrapped key opens under its key and context and has 126 bytes", "[crypto]") {
  const auto wrapped = wrap_key(key(7), context(), key(8));
  REQUIRE(wrapped);
  CHECK(wrapped->size() == wrapped_key_bytes);
  CHECK(parse_wrapped_key(*wrapped)->key_id == id<KeyId>(3));
  CHECK(parse_wrapped_key(*wrapped)->term == 4);
  const auto opened = unwrap_key(key(7), context(), *wrapped);
  REQUIRE(opened);
  CHECK(equal_constant_time(opened->reveal(), key(8).reveal()));
}

TEST_CASE("every bit of a wrapped key, flipped, is an error, and so is every length", "[crypto]") {
  const auto wrapped = wrap_key(key(7), context(), key(8));
  for (std::size_t i = 0; i < wrapped->size() * 8; ++i) {
    Bytes bad = *wrapped;
    bad[i / 8] ^= static_cast<std::uint8_t>(1 << (i % 8));
    CHECK_FALSE(unwrap_key(key(7), context(), bad));
  }
  for (std::size_t n = 0; n < wrapped->size(); ++n) {
    CHECK_FALSE(unwrap_key(key(7), context(), ByteView(*wrapped).first(n)));
  }
}

TEST_CASE("a wrapped key is bound to all of its context", "[crypto][P4]") {
  const auto wrapped = wrap_key(key(7), context(), key(8));
  auto other = [&](auto change) {
    WrapContext changed = context();
    change(changed);
    return fails_with(unwrap_key(key(7), changed, *wrapped), Errc::wrong_key);
  };
  const Bytes stranger{1, 2, 4};
  CHECK(other([](auto& c) { c.installation = id<InstallationId>(9); }));
  CHECK(other([](auto& c) { c.kind = "index"; }));
  CHECK(other([](auto& c) { c.tenant = id<TenantId>(9); }));
  CHECK(other([&](auto& c) { c.owner = stranger; }));
  CHECK(other([](auto& c) { c.key_id = id<KeyId>(9); }));
  CHECK(other([](auto& c) { c.term = 5; }));
  CHECK(fails_with(unwrap_key(key(6), context(), *wrapped), Errc::wrong_key));
}

TEST_CASE("an empty component of a wrapping context is refused", "[crypto]") {
  auto refused = [](auto change) {
    WrapContext changed = context();
    change(changed);
    return fails_with(wrap_key(key(7), changed, key(8)), Errc::invalid);
  };
  CHECK(refused([](auto& c) { c.kind = ""; }));
  CHECK(refused([](auto& c) { c.owner = {}; }));
  CHECK(refused([](auto& c) { c.tenant = {}; }));
  CHECK(refused([](auto& c) { c.term = 0; }));
}

TEST_CASE("a sealed blob opens only with its key, label and additional data", "[crypto]") {
  const auto blob = seal_blob(key(7), 3, "lv1/cursor", bytes_of("who"), bytes_of("where"));
  REQUIRE(blob);
  CHECK(blob->size() == sealed_blob_overhead + 5);
  CHECK(*sealed_blob_term(*blob) == 3);
  const auto opened = open_blob(key(7), "lv1/cursor", bytes_of("who"), *blob);
  REQUIRE(opened);
  CHECK(text_of(*opened) == "where");
  CHECK(fails_with(open_blob(key(6), "lv1/cursor", bytes_of("who"), *blob), Errc::wrong_key));
  CHECK(fails_with(open_blob(key(7), "lv1/state", bytes_of("who"), *blob), Errc::wrong_key));
  CHECK(fails_with(open_blob(key(7), "lv1/cursor", bytes_of("me"), *blob), Errc::integrity));
  for (std::size_t i = 0; i < blob->size(); ++i) {
    Bytes bad = *blob;
    bad[i] ^= 1;
    CHECK_FALSE(open_blob(key(7), "lv1/cursor", bytes_of("who"), bad));
    CHECK_FALSE(open_blob(key(7), "lv1/cursor", bytes_of("who"), ByteView(*blob).first(i)));
  }
  CHECK(fails_with(seal_blob(key(7), 0, "x", {}, {}), Errc::invalid));
  CHECK(fails_with(seal_blob(key(7), 1, "", {}, {}), Errc::invalid));
}
