#include "row_codec.hpp"

#include "leadvault/base/limits.hpp"
#include "leadvault/crypto/hash.hpp"

#include <algorithm>

namespace lv::store {
namespace {

constexpr std::uint8_t pack_version = 1;
constexpr std::uint8_t place_inline = 0;
constexpr std::uint8_t place_large = 1;

Error malformed() { return LV_FAIL(integrity, "a row's sealed fields are malformed"); }

Result<ByteView> large_blob(ByteReader& in, std::uint16_t field, const SealedFields& large) {
  LV_TRY(digest, in.array<32>());
  const auto blob = large.find(field);
  if (!blob || crypto::blake2b_256(*blob) != digest) return malformed();
  return *blob;
}

Result<SealedFields> unpack(ByteReader& in, const SealedFields& large) {
  LV_TRY(version, in.u8());
  LV_TRY(count, in.u16());
  LV_TRY(large_number, in.u16());
  if (version != pack_version || count > limits::field_id_max + 1) return malformed();
  SealedFields fields;
  fields.reserve(count, in.remaining() + large.memory().size());
  std::size_t large_ones = 0;
  std::optional<std::uint16_t> last;
  for (std::uint16_t i = 0; i < count; ++i) {
    LV_TRY(field, in.u16());
    if (last && *last >= field) return malformed();
    LV_TRY(place, in.u8());
    if (place != place_inline && place != place_large) return malformed();
    if (place == place_large) ++large_ones;
    LV_TRY(blob, place == place_large ? large_blob(in, field, large)
                                      : in.lp(limits::inline_blob_bytes_max));
    fields.put(field, blob);
    last = field;
  }
  LV_CHECK(in.done());
  // Each that the row refers to is there, and no other.
  if (large_ones != large_number || large_ones != large.size()) return malformed();
  return fields;
}

} // namespace

bool is_large(ByteView blob) { return blob.size() > limits::inline_blob_bytes_max; }

std::size_t large_count(ByteView packed) {
  return packed.size() < 5 ? 0 : static_cast<std::size_t>((packed[3] << 8) | packed[4]);
}

Bytes pack_fields(const SealedFields& fields) {
  std::size_t bytes = 64;
  std::uint16_t count = 0;
  std::uint16_t large = 0;
  for (const auto one : fields) {
    ++count;
    large += is_large(one.blob);
    bytes += 40 + (is_large(one.blob) ? 0 : one.blob.size());
  }
  ByteWriter out;
  out.reserve(bytes);
  out.u8(pack_version);
  out.u16(count);
  out.u16(large);
  for (const auto one : fields) {
    out.u16(one.field);
    out.u8(is_large(one.blob) ? place_large : place_inline);
    if (is_large(one.blob)) {
      out.raw(crypto::blake2b_256(one.blob));
    } else {
      out.lp(one.blob);
    }
  }
  out.raw(crypto::blake2b_256(out.view()));
  return out.take();
}

Result<SealedFields> unpack_fields(ByteView packed, const SealedFields& large) {
  if (packed.size() < 32) return malformed();
  ByteView body = packed.first(packed.size() - 32);
  Digest digest = crypto::blake2b_256(body);
  if (!std::equal(digest.begin(), digest.end(), packed.last(32).begin())) return malformed();
  ByteReader in(body);
  auto fields = unpack(in, large);
  if (!fields) return malformed(); // whatever the reader said, it is the row that is wrong
  return fields;
}

Bytes pack_numbers(const std::vector<std::uint16_t>& numbers) {
  ByteWriter out;
  for (std::uint16_t number : numbers) out.u16(number);
  return out.take();
}

Result<std::vector<std::uint16_t>> unpack_numbers(ByteView packed) {
  Error wrong = LV_FAIL(integrity, "a row's list of numbers is malformed");
  if (packed.size() % 2 != 0) return wrong;
  std::vector<std::uint16_t> numbers;
  for (std::size_t i = 0; i < packed.size(); i += 2) {
    auto number = static_cast<std::uint16_t>((packed[i] << 8) | packed[i + 1]);
    if (!numbers.empty() && numbers.back() >= number) return wrong;
    numbers.push_back(number);
  }
  return numbers;
}

Bytes pack_tokens(const std::vector<IndexToken>& tokens) {
  ByteWriter out;
  for (const auto& token : tokens) {
    out.u16(token.index);
    out.u16(token.normaliser_version);
    out.u8(static_cast<std::uint8_t>(token.token.size()));
    out.raw(token.token);
  }
  return out.take();
}

Result<std::vector<IndexToken>> unpack_tokens(ByteView packed) {
  const Error wrong = LV_FAIL(integrity, "a row's index tokens are malformed");
  ByteReader in(packed);
  std::vector<IndexToken> tokens;
  while (in.remaining() > 0) {
    const auto index = in.u16();
    const auto normaliser_version = in.u16();
    const auto length = in.u8();
    if (!index || !normaliser_version || !length) return wrong;
    const auto token = in.raw(*length);
    if (!token || token->empty()) return wrong;
    tokens.push_back({*index, *normaliser_version, Bytes(token->begin(), token->end())});
  }
  return tokens;
}

} // namespace lv::store
