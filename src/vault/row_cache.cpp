#include "vault/row_cache.hpp"

#include <cstring>

namespace lv::vault {
namespace {

// What a row takes in memory, roughly: its bytes, and a header for each part of it.
std::size_t memory_of(const store::LeadRow& row) {
  constexpr std::size_t part_bytes = 48;
  constexpr std::size_t entry_bytes = 256;
  std::size_t bytes = sizeof(row) + entry_bytes + row.wrapped_key.size() + row.consent_state.size();
  for (const auto& field : row.fields) bytes += field.blob.size() + part_bytes;
  return bytes;
}

} // namespace

std::size_t RowCache::KeyHash::operator()(const audit::ObjectKey& key) const {
  std::size_t hash;
  std::memcpy(&hash, key.data() + sizeof hash, sizeof hash);
  return hash;
}

void RowCache::Shard::remove(Entries::iterator entry) {
  bytes -= entry->second.bytes;
  const auto place = entry->second.place;
  order[place] = order.back();
  entries.find(order[place])->second.place = place;
  order.pop_back();
  entries.erase(entry);
}

void RowCache::Shard::evict_one() {
  for (;;) {
    if (hand >= order.size()) hand = 0;
    const auto entry = entries.find(order[hand]);
    if (!entry->second.used) return remove(entry);
    entry->second.used = false;
    ++hand;
  }
}

namespace {

// Has what the decision and the opening will look at on its way from memory.
void fetch_ahead(const store::LeadRow& row) {
  constexpr std::size_t line = 64;
  const auto* const fields = reinterpret_cast<const std::uint8_t*>(row.fields.data());
  for (std::size_t at = 0; at < row.fields.size() * sizeof(store::SealedField); at += line)
    __builtin_prefetch(fields + at);
  __builtin_prefetch(row.wrapped_key.data());
  __builtin_prefetch(row.consent_state.data());
}

} // namespace

SharedRow RowCache::find(const audit::ObjectKey& lead) {
  auto& shard = shard_of(lead);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.entries.find(lead);
  if (found == shard.entries.end()) return nullptr;
  found->second.used = true;
  fetch_ahead(*found->second.row);
  return found->second.row;
}

void RowCache::put(const audit::ObjectKey& lead, SharedRow row) {
  const auto bytes = memory_of(*row);
  auto& shard = shard_of(lead);
  const std::lock_guard lock(shard.mutex);
  if (const auto found = shard.entries.find(lead); found != shard.entries.end()) {
    shard.remove(found);
  }
  if (bytes > shard_bytes_max_) return;
  while (shard.bytes + bytes > shard_bytes_max_) shard.evict_one();
  shard.entries.emplace(lead, Entry{std::move(row), bytes, shard.order.size(), false});
  shard.order.push_back(lead);
  shard.bytes += bytes;
}

void RowCache::forget(const audit::ObjectKey& lead) {
  auto& shard = shard_of(lead);
  const std::lock_guard lock(shard.mutex);
  if (const auto found = shard.entries.find(lead); found != shard.entries.end()) {
    shard.remove(found);
  }
}

} // namespace lv::vault
