#include "leadvault/crypto/row_seal.hpp"

#include "leadvault/crypto/hash.hpp"

#include <algorithm>
#include <cstdlib>

namespace lv::crypto {

namespace {

// How a clear column's value begins.
enum class ValueKind : std::uint8_t { null = 0, integer = 1, bytes = 2 };

void encode(ByteWriter& out, const ClearColumn& column) {
  out.u16(column.number);
  if (const auto* number = std::get_if<std::int64_t>(&column.value)) {
    out.u8(static_cast<std::uint8_t>(ValueKind::integer));
    out.i64(*number);
  } else if (const auto* bytes = std::get_if<ByteView>(&column.value)) {
    out.u8(static_cast<std::uint8_t>(ValueKind::bytes));
    out.u32(static_cast<std::uint32_t>(bytes->size())); // not LP: empty text is a value
    out.raw(*bytes);
  } else {
    out.u8(static_cast<std::uint8_t>(ValueKind::null));
  }
}

// Strictly ascending from 1, at most 65,535 of them.
template <class Item, class Number>
bool ascending(std::span<const Item> items, Number number) {
  std::uint16_t last = 0;
  for (const Item& item : items) {
    if (item.*number <= last) return false;
    last = item.*number;
  }
  return true;
}

} // namespace

Result<Bytes> encode_lead_row(const LeadRowSealInput& input) {
  if (input.tenant.is_zero() || input.lead.is_zero()) {
    return LV_FAIL(invalid, "a row seal needs a tenant and a lead");
  }
  if (!ascending(input.columns, &ClearColumn::number) ||
      !ascending(input.fields, &SealedField::field)) {
    return LV_FAIL(invalid, "a row seal's columns and fields must ascend by number");
  }
  ByteWriter out;
  out.reserve(128 + 24 * input.columns.size() + 26 * input.fields.size());
  out.raw(input.tenant.view());
  out.raw(input.lead.view());
  out.u64(input.row_version);
  out.u64(input.position);
  out.raw(input.wrapped_key.view());
  out.u16(static_cast<std::uint16_t>(input.columns.size()));
  for (const ClearColumn& column : input.columns) encode(out, column);
  out.u16(static_cast<std::uint16_t>(input.fields.size()));
  for (const SealedField& field : input.fields) {
    out.u16(field.field);
    out.u64(field.seal.sealed_version);
    out.raw(field.seal.tag);
  }
  return out.take();
}

Digest seal_record(const Secret& state_key, std::string_view label, ByteView canonical) {
  if (label.empty() || canonical.empty()) std::abort(); // would not be bound to anything
  ShortWriter<64> out;
  out.lp(label);
  out.u32(static_cast<std::uint32_t>(canonical.size()));
  return keyed_blake2b_256(state_key, out.view(), canonical);
}

Digest row_seal(const Secret& state_key, ByteView canonical) {
  return seal_record(state_key, lead_row_label, canonical);
}

Result<void> verify_record(const Secret& state_key, std::string_view label, ByteView canonical,
                           ByteView seal) {
  const Digest expected = seal_record(state_key, label, canonical);
  if (seal.size() != expected.size() || !equal_constant_time(expected, seal)) {
    return LV_FAIL(integrity, "a row's seal does not verify");
  }
  return {};
}

Result<void> verify_row_seal(const Secret& state_key, ByteView canonical, ByteView seal) {
  return verify_record(state_key, lead_row_label, canonical, seal);
}

} // namespace lv::crypto
