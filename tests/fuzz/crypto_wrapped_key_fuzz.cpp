// A wrapped key under a given key and context. One that unwraps is the only wrapping of its key and
// nonce; a key that was wrapped unwraps as itself, and neither with another context or wrapping key
// nor with a bit changed. Input: wrapping key, ids, term, kind, owner (its length first), wrapped.
#include "crypto/with_nonce.hpp"
#include "fuzz.hpp"

using namespace lv;
using namespace lv::crypto;
using lv::fuzz::demand;

namespace {

constexpr std::string_view kinds[] = {"tenant", "index", "lead", ""};

Nonce nonce_of(ByteView wrapped) {
  Nonce out{};
  std::copy_n(wrapped.begin() + 22, out.size(), out.begin());
  return out;
}

void unwrap_given(const Secret& wrapping, const WrapContext& context, ByteView wrapped) {
  const auto key = unwrap_key(wrapping, context, wrapped);
  if (!key) return;
  const auto header = parse_wrapped_key(wrapped);
  demand(header && header->key_id == context.key_id && header->term == context.term,
         "a wrapped key names its id and the term that wraps it");
  const auto again = wrap_key_with_nonce(wrapping, context, *key, nonce_of(wrapped));
  demand(again && fuzz::same(*again, wrapped), "a wrapping that opens is the one its key has");
}

void refuse_elsewhere(const Secret& wrapping, const WrapContext& context, ByteView wrapped) {
  auto other = context;
  other.tenant.bytes[0] ^= 1;
  demand(!unwrap_key(wrapping, other, wrapped), "a key does not unwrap for another tenant");
  other = context;
  other.kind = context.kind == "lead" ? "index" : "lead";
  demand(!unwrap_key(wrapping, other, wrapped), "a key does not unwrap as another kind");
  other = context;
  other.term += 1;
  demand(!unwrap_key(wrapping, other, wrapped), "a key does not unwrap under another term");
  const auto another = fuzz::key_of(fuzz::flipped(wrapping.reveal(), wrapped.back()));
  demand(!unwrap_key(another, context, wrapped), "a key does not unwrap under another key");
}

void wrap_given(const Secret& wrapping, const WrapContext& context, const Secret& key,
                std::uint64_t bit) {
  const auto wrapped = wrap_key(wrapping, context, key);
  if (!wrapped) return; // a zero id or term, or an empty component
  demand(wrapped->size() == wrapped_key_bytes, "every wrapped key has the same length");
  const auto back = unwrap_key(wrapping, context, *wrapped);
  demand(back && equal_constant_time(back->reveal(), key.reveal()),
         "what was wrapped unwraps as itself");
  demand(!unwrap_key(wrapping, context, fuzz::flipped(*wrapped, bit)),
         "no bit of a wrapped key can be changed");
  refuse_elsewhere(wrapping, context, *wrapped);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input in(data, size);
  const auto wrapping = fuzz::key_of(in.array<32>());
  WrapContext context;
  context.installation.bytes = in.array<16>();
  context.tenant.bytes = in.array<16>();
  context.key_id.bytes = in.array<16>();
  context.term = in.u32();
  context.kind = kinds[in.u8() % std::size(kinds)];
  const auto owner_bytes = in.u8();
  const auto owner = in.rest().first(std::min<std::size_t>(owner_bytes, in.rest().size()));
  const auto wrapped = in.rest().subspan(owner.size());
  context.owner = owner;
  unwrap_given(wrapping, context, wrapped);
  const auto key = fuzz::key_of(fuzz::Input(wrapped.data(), wrapped.size()).array<32>());
  wrap_given(wrapping, context, key, size * 131 + owner_bytes);
  return 0;
}
