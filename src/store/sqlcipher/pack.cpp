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

Result<SealedField> unpack_one(ByteReader& in, std::vector<SealedField>& large) {
  SealedField field;
  LV_TRY(number, in.u16());
  LV_TRY(place, in.u8());
  field.field = number;
  if (place == place_inline) {
    LV_TRY(blob, in.lp(limits::inline_blob_bytes_max));
    field.blob.assign(blob.begin(), blob.end());
    return field;
  }
  if (place != place_large) return malformed();
  LV_TRY(digest, in.array<32>());
  auto found = std::find_if(large.begin(), large.end(),
                            [&](const SealedField& l) { return l.field == number; });
  if (found == large.end() || crypto::blake2b_256(found->blob) != digest) return malformed();
  field.blob = std::move(found->blob);
  large.erase(found);
  return field;
}

Result<std::vector<SealedField>> unpack(ByteReader& in, std::vector<SealedField> large) {
  LV_TRY(version, in.u8());
  LV_TRY(count, in.u16());
  LV_TRY(large_number, in.u16());
  if (large_number != large.size()) return malformed();
  if (version != pack_version || count > limits::field_id_max + 1) return malformed();
  std::vector<SealedField> fields;
  fields.reserve(count);
  for (std::uint16_t i = 0; i < count; ++i) {
    LV_TRY(field, unpack_one(in, large));
    if (!fields.empty() && fields.back().field >= field.field) return malformed();
    fields.push_back(std::move(field));
  }
  LV_CHECK(in.done());
  if (!large.empty()) return malformed(); // a value that no row refers to
  return fields;
}

} // namespace

bool is_large(const SealedField& field) {
  return field.blob.size() > limits::inline_blob_bytes_max;
}

std::size_t large_count(ByteView packed) {
  return packed.size() < 5 ? 0 : static_cast<std::size_t>((packed[3] << 8) | packed[4]);
}

Bytes pack_fields(const std::vector<SealedField>& fields) {
  std::size_t bytes = 64;
  for (const auto& field : fields) bytes += 40 + (is_large(field) ? 0 : field.blob.size());
  ByteWriter out;
  out.reserve(bytes);
  out.u8(pack_version);
  out.u16(static_cast<std::uint16_t>(fields.size()));
  out.u16(static_cast<std::uint16_t>(std::count_if(fields.begin(), fields.end(), is_large)));
  for (const auto& field : fields) {
    out.u16(field.field);
    out.u8(is_large(field) ? place_large : place_inline);
    if (is_large(field)) {
      out.raw(crypto::blake2b_256(field.blob));
    } else {
      out.lp(field.blob);
    }
  }
  out.raw(crypto::blake2b_256(out.view()));
  return out.take();
}

Result<std::vector<SealedField>> unpack_fields(ByteView packed, std::vector<SealedField> large) {
  if (packed.size() < 32) return malformed();
  ByteView body = packed.first(packed.size() - 32);
  Digest digest = crypto::blake2b_256(body);
  if (!std::equal(digest.begin(), digest.end(), packed.last(32).begin())) return malformed();
  ByteReader in(body);
  auto fields = unpack(in, std::move(large));
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
