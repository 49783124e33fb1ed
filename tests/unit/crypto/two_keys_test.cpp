// One cipher part that opens under two keys. XChaCha20-Poly1305 does not commit to its key: the tag
// is linear in the blocks, so two free blocks satisfy the equations of two keys at once.
#include "crypto/derive.hpp"
#include "crypto/with_nonce.hpp"
#include "fixture.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <sodium.h>

#include <algorithm>
#include <optional>

using namespace lv;
using namespace lv::crypto;
using namespace lv::crypto::test;
using boost::multiprecision::cpp_int;

namespace {

const cpp_int two128 = cpp_int(1) << 128;
const cpp_int prime = (cpp_int(1) << 130) - 5; // RFC 8439 §2.5

cpp_int number_of(ByteView little_endian) {
  cpp_int out;
  boost::multiprecision::import_bits(out, little_endian.begin(), little_endian.end(), 8, false);
  return out;
}

void put_block(Bytes& out, cpp_int block) {
  for (int i = 0; i < 16; ++i, block >>= 8) out.push_back(static_cast<std::uint8_t>(block & 0xff));
}

// The one-time key of RFC 8439 §2.6 under XChaCha20's derived key.
struct OneTime {
  cpp_int r;
  cpp_int s;
};

OneTime one_time(KeyView subkey, const Nonce& nonce) {
  ByteArray<32> inner;
  crypto_core_hchacha20(inner.data(), nonce.data(), subkey.data(), nullptr);
  ByteArray<12> rest{};
  std::copy_n(nonce.begin() + 16, 8, rest.begin() + 4);
  ByteArray<32> stream;
  crypto_stream_chacha20_ietf(stream.data(), stream.size(), rest.data(), inner.data());
  const cpp_int clamp("0x0ffffffc0ffffffc0ffffffc0fffffff");
  return {number_of(ByteView(stream).first(16)) & clamp, number_of(ByteView(stream).last(16))};
}

// acc = A(r)·r³ + c1·r³ + c2·r² + L·r: what stands before and behind the two ciphertext blocks.
cpp_int known_part(const OneTime& key, const Bytes& aad) {
  cpp_int acc = 0;
  for (std::size_t i = 0; i < aad.size(); i += 16) {
    Bytes block(aad.begin() + static_cast<std::ptrdiff_t>(i),
                aad.begin() + static_cast<std::ptrdiff_t>(std::min(i + 16, aad.size())));
    block.resize(16);
    acc = (acc + number_of(block) + two128) * key.r % prime;
  }
  const cpp_int lengths = cpp_int(aad.size()) + (cpp_int(32) << 64) + two128;
  return (acc * key.r * key.r % prime * key.r + lengths * key.r) % prime;
}

// Two blocks and a tag that verify under both keys; about one tag in two has a solution.
Bytes collide(const OneTime& a, const OneTime& b, const Bytes& aad) {
  const cpp_int known_a = known_part(a, aad);
  const cpp_int known_b = known_part(b, aad);
  const cpp_int a2 = a.r * a.r % prime;
  const cpp_int b2 = b.r * b.r % prime;
  const cpp_int a3 = a2 * a.r % prime;
  const cpp_int b3 = b2 * b.r % prime;
  const cpp_int determinant = (a3 * b2 % prime + prime - b3 * a2 % prime) % prime;
  const cpp_int inverse = powm(determinant, prime - 2, prime);
  for (cpp_int tag = 1;; ++tag) {
    for (int carries = 0; carries < 16; ++carries) {
      const cpp_int sum_a = (tag + two128 - a.s) % two128 + two128 * (carries & 3);
      const cpp_int sum_b = (tag + two128 - b.s) % two128 + two128 * (carries >> 2);
      if (sum_a >= prime || sum_b >= prime) continue;
      const cpp_int left_a = (sum_a + prime - known_a) % prime;
      const cpp_int left_b = (sum_b + prime - known_b) % prime;
      const cpp_int c1 = (left_a * b2 + (prime - left_b) * a2) % prime * inverse % prime;
      const cpp_int c2 = (left_b * a3 + (prime - left_a) * b3) % prime * inverse % prime;
      if (c1 < two128 || c1 >= 2 * two128 || c2 < two128 || c2 >= 2 * two128) continue;
      Bytes sealed;
      put_block(sealed, c1 - two128);
      put_block(sealed, c2 - two128);
      put_block(sealed, tag);
      return sealed;
    }
  }
}

} // namespace

TEST_CASE(
    "a wrapped key crafted to open under two wrapping keys opens under the committed one only",
    "[crypto]") {
  const Bytes owner{1, 2, 3};
  const WrapContext context{id<InstallationId>(1), "lead", id<TenantId>(2), owner, id<KeyId>(3), 4};
  Nonce nonce;
  nonce.fill(9);
  Bytes crafted = wrap_key_with_nonce(key(7), context, key(8), nonce).value();
  ByteWriter encoded;
  encoded.lp(context.installation.view());
  encoded.lp(context.kind);
  encoded.lp(context.tenant.view());
  encoded.lp(context.owner);
  encoded.lp(context.key_id.view());
  encoded.u32(context.term);
  ByteWriter input;
  input.lp("lv1/wrap");
  input.raw(nonce);
  input.raw(encoded.view());
  Bytes aad(crafted.begin(), crafted.begin() + 22);
  aad.insert(aad.end(), encoded.view().begin(), encoded.view().end());
  const Derived one(key(7), input.view());
  const Derived two(key(6), input.view());
  const Bytes sealed = collide(one_time(one.subkey(), nonce), one_time(two.subkey(), nonce), aad);
  std::copy(sealed.begin(), sealed.end(), crafted.end() - 48);

  // The cipher alone opens it under both, to different keys.
  ByteArray<32> first;
  ByteArray<32> second;
  REQUIRE(aead_open(one.subkey(), nonce, aad, sealed, first));
  REQUIRE(aead_open(two.subkey(), nonce, aad, sealed, second));
  REQUIRE(first != second);

  CHECK(unwrap_key(key(7), context, crafted));
  CHECK(fails_with(unwrap_key(key(6), context, crafted), Errc::wrong_key));
}
