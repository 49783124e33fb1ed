#include "audit/marks.hpp"

#include <algorithm>

namespace lv::audit {

std::size_t Marks::KeyHash::operator()(const ObjectKey& key) const {
  return IdHash()(LeadId{key}) >> 7; // the multiplication's better bits
}

Position Marks::Shard::assigned_of(const ObjectKey& key) const {
  const auto found = assigned.find(key);
  return found == assigned.end() ? committed.find(key) : found->second;
}

void Marks::Shard::set_assigned(const ObjectKey& key, Position position) {
  if (position == committed.find(key))
    assigned.erase(key);
  else
    assigned.insert_or_assign(key, position);
}

Position Marks::assigned(const ObjectKey& key) const {
  const Shard& shard = shard_of(key);
  const std::shared_lock lock(shard.mutex);
  return shard.assigned_of(key);
}

Freshness Marks::freshness(const ObjectKey& key, Position row) const {
  Position assigned;
  Position committed;
  {
    const Shard& shard = shard_of(key);
    const std::shared_lock lock(shard.mutex);
    assigned = shard.assigned_of(key);
    committed = shard.committed.find(key);
  }
  if (row == assigned) return Freshness::fresh;
  if (row > assigned) return Freshness::unknown;
  return row >= committed ? Freshness::pending : Freshness::stale;
}

void Marks::assign(Unsettled write) {
  const std::lock_guard guard(unsettled_mutex_);
  for (const ObjectKey& key : write.keys) {
    Shard& shard = shard_of(key);
    const std::unique_lock lock(shard.mutex);
    shard.set_assigned(key, std::max(shard.assigned_of(key), write.position));
  }
  const Position position = write.position;
  unsettled_.insert_or_assign(position, std::move(write));
  unsettled_count_ = unsettled_.size();
}

std::optional<Unsettled> Marks::take(Position position) {
  const auto found = unsettled_.find(position);
  if (found == unsettled_.end()) return {};
  Unsettled write = std::move(found->second);
  unsettled_.erase(found);
  unsettled_count_ = unsettled_.size();
  return write;
}

void Marks::settle(Position position) {
  const std::lock_guard guard(unsettled_mutex_);
  applied_ = std::max(applied_, position);
  const auto write = take(position);
  if (!write) return;
  for (const ObjectKey& key : write->keys) {
    Shard& shard = shard_of(key);
    const std::unique_lock lock(shard.mutex);
    const Position assigned = shard.assigned_of(key);
    shard.committed.put(key, std::max(shard.committed.find(key), position));
    shard.set_assigned(key, assigned);
  }
}

Position Marks::newest_unsettled(const ObjectKey& key) const {
  for (auto it = unsettled_.rbegin(); it != unsettled_.rend(); ++it) {
    const auto& keys = it->second.keys;
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) return it->first;
  }
  return {};
}

void Marks::roll_back(Position position) {
  const std::lock_guard guard(unsettled_mutex_);
  const auto write = take(position);
  if (!write) return;
  for (const ObjectKey& key : write->keys) {
    const Position other = newest_unsettled(key);
    Shard& shard = shard_of(key);
    const std::unique_lock lock(shard.mutex);
    shard.set_assigned(key, std::max(shard.committed.find(key), other));
  }
}

void Marks::restore(const SettledMark& mark) {
  Shard& shard = shard_of(mark.key);
  const std::unique_lock lock(shard.mutex);
  shard.committed.put(mark.key, std::max(shard.committed.find(mark.key), mark.position));
}

std::vector<Unsettled> Marks::unsettled_until(Position newest) const {
  const std::lock_guard guard(unsettled_mutex_);
  std::vector<Unsettled> out;
  for (const auto& [position, write] : unsettled_)
    if (position <= newest) out.push_back(write);
  return out;
}

std::vector<SettledMark> Marks::settled() const {
  std::vector<SettledMark> out;
  for (const Shard& shard : shards_) {
    const std::shared_lock lock(shard.mutex);
    shard.committed.each([&out](const ObjectKey& key, Position position) {
      out.push_back({key, position});
    });
  }
  return out;
}

std::size_t Marks::bytes() const {
  std::size_t sum = 0;
  for (const Shard& shard : shards_) {
    const std::shared_lock lock(shard.mutex);
    sum += shard.committed.bytes();
  }
  return sum;
}

Position Marks::applied() const {
  const std::lock_guard guard(unsettled_mutex_);
  return applied_;
}

void Marks::raise_applied(Position position) {
  const std::lock_guard guard(unsettled_mutex_);
  applied_ = std::max(applied_, position);
}

} // namespace lv::audit
