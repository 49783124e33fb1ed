// FlatMarks: object -> position in one open-addressing table, 24 bytes a slot and about 30 an
// object. Holds every object the log has ever written about, so it grows and forgets nothing.
// Not thread safe: Marks holds a shard's lock.
#pragma once

#include "leadvault/audit/log.hpp"

#include <vector>

namespace lv::audit {

class FlatMarks {
public:
  Position find(const ObjectKey& key) const;         // zero when absent
  void put(const ObjectKey& key, Position position); // not zero

  std::size_t size() const { return size_; }
  std::size_t bytes() const { return slots_.capacity() * sizeof(Slot); }

  template <class Visit>
  void each(Visit visit) const {
    for (const Slot& slot : slots_)
      if (slot.position != Position{}) visit(slot.key, slot.position);
  }

private:
  struct Slot {
    ObjectKey key{};
    Position position; // zero: free
  };

  // Of the key, or of the free slot where it belongs. There is always a free one.
  std::size_t slot_of(const ObjectKey& key) const;
  void grow();

  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

} // namespace lv::audit
