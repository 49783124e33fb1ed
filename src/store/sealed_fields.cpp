#include "leadvault/store/sealed_fields.hpp"

#include <array>

namespace lv::store {
namespace {

using Head = std::array<std::uint8_t, SealedFields::head_bytes>;

Head head_of(std::uint16_t field, ByteView blob) {
  Head head;
  const auto size = static_cast<std::uint32_t>(blob.size());
  std::memcpy(head.data(), &field, sizeof field);
  std::memcpy(head.data() + sizeof field, &size, sizeof size);
  return head;
}

} // namespace

SealedFields::SealedFields(std::initializer_list<SealedField> fields) {
  for (const auto& one : fields) put(one.field, one.blob);
}

std::optional<ByteView> SealedFields::find(std::uint16_t field) const {
  for (const auto one : *this) {
    if (one.field == field) return one.blob;
    if (one.field > field) break;
  }
  return std::nullopt;
}

void SealedFields::reserve(std::size_t fields, std::size_t blob_bytes) {
  memory_.reserve(fields * head_bytes + blob_bytes);
}

std::size_t SealedFields::place_of(std::uint16_t field) const {
  std::size_t place = 0;
  for (const auto one : *this) {
    if (one.field >= field) break;
    place += head_bytes + one.blob.size();
  }
  return place;
}

void SealedFields::put(std::uint16_t field, ByteView blob) {
  remove(field);
  const auto place = memory_.begin() + static_cast<std::ptrdiff_t>(place_of(field));
  const auto head = head_of(field, blob);
  const auto behind = memory_.insert(place, head.begin(), head.end()) + head_bytes;
  memory_.insert(behind, blob.begin(), blob.end());
}

void SealedFields::remove(std::uint16_t field) {
  const auto found = find(field);
  if (!found) return;
  const auto place = memory_.begin() + static_cast<std::ptrdiff_t>(place_of(field));
  memory_.erase(place, place + static_cast<std::ptrdiff_t>(head_bytes + found->size()));
}

} // namespace lv::store
