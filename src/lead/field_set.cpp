#include "leadvault/lead/field.hpp"

#include <algorithm>
#include <bit>

namespace lv::lead {

void FieldSet::insert(FieldId field) {
  if (field.value == 0 || field.value > limits::field_id_max) return; // no such field
  const std::size_t byte = field.value / 8;
  used_ = std::max(used_, static_cast<std::uint8_t>(byte + 1));
  bits_[byte] = static_cast<std::uint8_t>(bits_[byte] | (1U << (field.value % 8)));
}

void FieldSet::erase(FieldId field) {
  const std::size_t byte = field.value / 8;
  if (byte >= used_) return;
  bits_[byte] = static_cast<std::uint8_t>(bits_[byte] & ~(1U << (field.value % 8)));
  while (used_ > 0 && bits_[used_ - 1] == 0) --used_;
}

bool FieldSet::contains(FieldId field) const {
  const std::size_t byte = field.value / 8;
  return byte < used_ && ((bits_[byte] >> (field.value % 8)) & 1) != 0;
}

std::size_t FieldSet::size() const {
  std::size_t count = 0;
  for (const auto byte : bits_) count += static_cast<std::size_t>(std::popcount(byte));
  return count;
}

std::vector<FieldId> FieldSet::to_vector() const {
  std::vector<FieldId> out;
  for (std::size_t i = 0; i < std::size_t{used_} * 8; ++i) {
    const FieldId field{static_cast<std::uint16_t>(i)};
    if (contains(field)) out.push_back(field);
  }
  return out;
}

void FieldSet::encode(ByteWriter& out) const {
  out.u8(used_);
  out.raw(ByteView(bits_).first(used_));
}

Result<FieldSet> FieldSet::decode(ByteReader& in) {
  LV_TRY(length, in.u8());
  FieldSet set;
  if (length > set.bits_.size()) return LV_FAIL(malformed, "a field set is too long");
  LV_TRY(bits, in.raw(length));
  if (!bits.empty() && bits.back() == 0) {
    return LV_FAIL(malformed, "a field set ends in a zero byte");
  }
  if (!bits.empty() && (bits.front() & 1) != 0) return LV_FAIL(malformed, "there is no field 0");
  std::copy(bits.begin(), bits.end(), set.bits_.begin());
  set.used_ = length;
  return set;
}

} // namespace lv::lead
