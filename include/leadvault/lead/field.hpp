// Fields: permanent numbers, sets of them, and what the catalogue says of each.
// Plain values. Numbers are never reused (policies/ids.lock).
#pragma once

#include "leadvault/base/bytes.hpp"
#include "leadvault/base/limits.hpp"

#include <compare>
#include <initializer_list>
#include <optional>

namespace lv::lead {

struct FieldId {
  std::uint16_t value = 0; // 1 to limits::field_id_max
  auto operator<=>(const FieldId&) const = default;
};

// A set of field numbers: a bitmap up to 1,024. Canonical bytes: u8 length, then that many bytes,
// bit n of byte m = field 8·m + n, no trailing zero byte.
class FieldSet {
public:
  FieldSet() = default;
  FieldSet(std::initializer_list<FieldId> fields) {
    for (const auto field : fields) insert(field);
  }

  void insert(FieldId field);
  void erase(FieldId field);
  bool contains(FieldId field) const;
  bool empty() const { return used_ == 0; }
  std::size_t size() const;
  std::vector<FieldId> to_vector() const; // ascending
  bool operator==(const FieldSet&) const = default;

  void encode(ByteWriter& out) const;
  static Result<FieldSet> decode(ByteReader& in); // canonical only

private:
  // In place: a request makes and copies a dozen of them.
  ByteArray<(limits::field_id_max + 1) / 8> bits_{};
  std::uint8_t used_ = 0; // bytes up to the last one that is not zero
};

} // namespace lv::lead
