// A field blob under a given key and context. One that opens is the only blob of its value and
// nonce; a value that was sealed opens as itself, and neither with another context nor with a bit
// changed. Input: key, installation, tenant, lead, field, version, blob.
#include "crypto/with_nonce.hpp"
#include "fuzz.hpp"

#include "leadvault/base/limits.hpp"

using namespace lv;
using namespace lv::crypto;
using lv::fuzz::demand;

namespace {

Nonce nonce_of(ByteView blob) {
  Nonce out{};
  std::copy_n(blob.begin() + 10, out.size(), out.begin());
  return out;
}

void open_given(const Secret& key, const FieldContext& context, ByteView blob) {
  const auto opened = open_field(key, context, blob);
  if (!opened) return;
  const auto again =
      seal_field_with_nonce(key, context, opened->type, opened->value, nonce_of(blob));
  demand(again && fuzz::same(*again, blob), "a blob that opens is the one its value seals to");
}

void refuse_elsewhere(const Secret& key, const FieldContext& context, ByteView blob) {
  auto other = context;
  other.tenant.bytes[0] ^= 1;
  demand(!open_field(key, other, blob), "a blob does not open for another tenant");
  other = context;
  other.lead.bytes[15] ^= 1;
  demand(!open_field(key, other, blob), "a blob does not open for another lead");
  other = context;
  other.field ^= 1;
  demand(!open_field(key, other, blob), "a blob does not open as another field");
  other = context;
  other.sealed_version += 1;
  demand(!open_field(key, other, blob), "a blob does not open as another version");
}

void seal_given(const Secret& key, const FieldContext& context, ByteView value) {
  const auto type = static_cast<std::uint8_t>(value.size());
  const auto blob = seal_field(key, context, type, value);
  if (!blob) return; // a zero id or number, or a value that is too long
  const auto opened = open_field(key, context, *blob);
  demand(opened && opened->type == type && fuzz::same(opened->value, value),
         "what was sealed opens as itself");
  demand((blob->size() - field_blob_overhead) % 32 == 0, "a blob hides the length of its value");
  const auto bit = context.sealed_version ^ value.size();
  demand(!open_field(key, context, fuzz::flipped(*blob, bit)), "no bit of a blob can be changed");
  refuse_elsewhere(key, context, *blob);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input in(data, size);
  const auto key = fuzz::key_of(in.array<32>());
  FieldContext context;
  context.installation.bytes = in.array<16>();
  context.tenant.bytes = in.array<16>();
  context.lead.bytes = in.array<16>();
  context.field = in.u16();
  context.sealed_version = in.u64();
  open_given(key, context, in.rest());
  seal_given(key, context, in.rest());
  return 0;
}
