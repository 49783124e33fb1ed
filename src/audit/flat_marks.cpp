#include "audit/flat_marks.hpp"

#include <algorithm>

namespace lv::audit {

namespace {

constexpr std::size_t slots_min = 16;

// The hash as a fraction of the table: any size will do, so that growing wastes little.
std::size_t home_of(const ObjectKey& key, std::size_t slots) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::size_t>((Wide{IdHash()(LeadId{key})} * slots) >> 64);
}

} // namespace

std::size_t FlatMarks::slot_of(const ObjectKey& key) const {
  auto at = home_of(key, slots_.size());
  while (slots_[at].position != Position{} && slots_[at].key != key)
    at = at + 1 == slots_.size() ? 0 : at + 1;
  return at;
}

Position FlatMarks::find(const ObjectKey& key) const {
  return slots_.empty() ? Position{} : slots_[slot_of(key)].position;
}

void FlatMarks::put(const ObjectKey& key, Position position) {
  if (size_ + 1 > slots_.size() / 8 * 7) grow(); // seven in eight: short probes, little waste
  Slot& slot = slots_[slot_of(key)];
  if (slot.position == Position{}) ++size_;
  slot = {key, position};
}

// By a quarter: between 27 and 35 bytes an object. Marks spreads its objects over shards, so the
// pause is short.
void FlatMarks::grow() {
  std::vector<Slot> old(std::max(slots_min, slots_.size() + slots_.size() / 4));
  old.swap(slots_);
  for (const Slot& slot : old)
    if (slot.position != Position{}) slots_[slot_of(slot.key)] = slot;
}

} // namespace lv::audit
