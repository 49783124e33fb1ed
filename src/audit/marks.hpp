// Marks: object -> position of its newest assigned write and of its newest one in the store.
// Thread safe: freshness is asked for every read, so the map lies in shards under shared locks.
// Never moves a mark back, except when the store rolled a write back.
#pragma once

#include "audit/flat_marks.hpp"
#include "audit/snapshot.hpp"

#include "leadvault/audit/log.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace lv::audit {

class Marks {
public:
  Position assigned(const ObjectKey& key) const;
  Freshness freshness(const ObjectKey& key, Position row) const;

  // A write in the log: its marks move, unsettled until the store has spoken.
  void assign(Unsettled write);
  // Both settle one write; a position not known (settled before) changes nothing.
  void settle(Position position);
  void roll_back(Position position);
  void restore(const SettledMark& mark); // at start: the store has this write

  bool any_unsettled() const { return unsettled_count_ != 0; } // takes no lock
  std::vector<Unsettled> unsettled_until(Position newest) const;
  std::vector<SettledMark> settled() const;
  std::size_t bytes() const; // of the flat tables
  Position applied() const;  // newest position settled
  void raise_applied(Position position);

private:
  struct KeyHash {
    std::size_t operator()(const ObjectKey& key) const;
  };
  // Writes on their way are few; all others lie in the flat table.
  struct Shard {
    mutable std::shared_mutex mutex;
    FlatMarks committed;
    std::unordered_map<ObjectKey, Position, KeyHash> assigned; // newer than what is committed

    Position assigned_of(const ObjectKey& key) const;
    void set_assigned(const ObjectKey& key, Position position);
  };
  static constexpr std::size_t shard_count = 64;

  Shard& shard_of(const ObjectKey& key) { return shards_[KeyHash()(key) % shard_count]; }
  const Shard& shard_of(const ObjectKey& key) const {
    return shards_[KeyHash()(key) % shard_count];
  }
  std::optional<Unsettled> take(Position position);
  Position newest_unsettled(const ObjectKey& key) const; // under unsettled_mutex_

  std::array<Shard, shard_count> shards_;
  mutable std::mutex unsettled_mutex_; // taken before a shard's
  std::map<Position, Unsettled> unsettled_;
  std::atomic<std::size_t> unsettled_count_ = 0; // written under unsettled_mutex_
  Position applied_;
};

} // namespace lv::audit
