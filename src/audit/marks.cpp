#include "audit/marks.hpp"

#include <algorithm>

namespace lv::audit {

std::size_t Marks::KeyHash::operator()(const ObjectKey& key) const {
  return IdHash()(LeadId{key}) >> 7; // the multiplication's better bits
}

Position Marks::assigned(const ObjectKey& key) const {
  const Shard& shard = shard_of(key);
  const std::shared_lock lock(shard.mutex);
  const auto found = shard.marks.find(key);
  return found == shard.marks.end() ? Position{} : found->second.assigned;
}

Freshness Marks::freshness(const ObjectKey& key, Position row) const {
  Mark mark;
  {
    const Shard& shard = shard_of(key);
    const std::shared_lock lock(shard.mutex);
    if (const auto found = shard.marks.find(key); found != shard.marks.end()) mark = found->second;
  }
  if (row == mark.assigned) return Freshness::fresh;
  if (row > mark.assigned) return Freshness::unknown;
  return row >= mark.committed ? Freshness::pending : Freshness::stale;
}

void Marks::assign(Unsettled write) {
  const std::lock_guard guard(unsettled_mutex_);
  for (const ObjectKey& key : write.keys) {
    Shard& shard = shard_of(key);
    const std::unique_lock lock(shard.mutex);
    Mark& mark = shard.marks[key];
    mark.assigned = std::max(mark.assigned, write.position);
  }
  const Position position = write.position;
  unsettled_.insert_or_assign(position, std::move(write));
}

std::optional<Unsettled> Marks::take(Position position) {
  const auto found = unsettled_.find(position);
  if (found == unsettled_.end()) return {};
  Unsettled write = std::move(found->second);
  unsettled_.erase(found);
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
    Mark& mark = shard.marks[key];
    mark.committed = std::max(mark.committed, position);
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
    const auto found = shard.marks.find(key);
    if (found == shard.marks.end()) continue;
    found->second.assigned = std::max(found->second.committed, other);
    if (found->second.assigned == Position{}) shard.marks.erase(found);
  }
}

void Marks::restore(const SettledMark& mark) {
  Shard& shard = shard_of(mark.key);
  const std::unique_lock lock(shard.mutex);
  shard.marks[mark.key] = {mark.position, mark.position};
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
    for (const auto& [key, mark] : shard.marks)
      if (mark.committed != Position{}) out.push_back({key, mark.committed});
  }
  return out;
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
