// A field blob under a given key, lead and place. One that opens and is of the algorithm sealed now
// is the only blob of its value and nonce; a value that was sealed opens as itself, and neither for
// another lead or place nor with a bit changed. Input: key, installation, tenant, lead, field,
// version, blob.
#include "crypto/with_nonce.hpp"
#include "fuzz.hpp"

#include "leadvault/base/limits.hpp"

using namespace lv;
using namespace lv::crypto;
using lv::fuzz::demand;

namespace {

struct Given {
  ByteArray<32> key;
  LeadContext lead;
  FieldPlace place;

  FieldCipher cipher() const { return FieldCipher(fuzz::key_of(key), lead); }
};

GcmNonce nonce_of(ByteView blob) {
  GcmNonce out{};
  std::copy_n(blob.begin() + 10, out.size(), out.begin());
  return out;
}

void open_given(const Given& given, ByteView blob) {
  constexpr std::uint8_t sealed_now = 2; // AES-256-GCM
  auto cipher = given.cipher();
  const auto opened = cipher.open(given.place, blob);
  if (!opened || blob[1] != sealed_now) return;
  const auto again = WithNonce::seal_field(cipher, given.place, opened->type,
                                           bytes_of(opened->value), nonce_of(blob));
  demand(again && fuzz::same(*again, blob), "a blob that opens is the one its value seals to");
}

void refuse_elsewhere(const Given& given, ByteView blob) {
  auto other = given;
  other.lead.tenant.bytes[0] ^= 1;
  demand(!other.cipher().open(other.place, blob), "a blob does not open for another tenant");
  other = given;
  other.lead.lead.bytes[15] ^= 1;
  demand(!other.cipher().open(other.place, blob), "a blob does not open for another lead");
  other = given;
  other.place.field ^= 1;
  demand(!other.cipher().open(other.place, blob), "a blob does not open as another field");
  other = given;
  other.place.sealed_version += 1;
  demand(!other.cipher().open(other.place, blob), "a blob does not open as another version");
}

void seal_given(const Given& given, ByteView value) {
  const auto type = static_cast<std::uint8_t>(value.size());
  auto cipher = given.cipher();
  const auto blob = cipher.seal(given.place, type, value);
  if (!blob) return; // a zero id or number, or a value that is too long
  const auto opened = cipher.open(given.place, *blob);
  demand(opened && opened->type == type && fuzz::same(bytes_of(opened->value), value),
         "what was sealed opens as itself");
  demand((blob->size() - field_blob_overhead) % 32 == 0, "a blob hides the length of its value");
  const auto bit = given.place.sealed_version ^ value.size();
  demand(!cipher.open(given.place, fuzz::flipped(*blob, bit)), "no bit of a blob can be changed");
  refuse_elsewhere(given, *blob);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input in(data, size);
  Given given;
  given.key = in.array<32>();
  given.lead.installation.bytes = in.array<16>();
  given.lead.tenant.bytes = in.array<16>();
  given.lead.lead.bytes = in.array<16>();
  given.place.field = in.u16();
  given.place.sealed_version = in.u64();
  open_given(given, in.rest());
  seal_given(given, in.rest());
  return 0;
}
