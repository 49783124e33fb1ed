#include "vault/row_cache.hpp"

#include <cstring>

namespace lv::vault {
namespace {

// What a row takes in memory, roughly: its bytes, its consents decoded, and what an entry has
// besides.
std::size_t memory_of(const Settled& kept) {
  constexpr std::size_t entry_bytes = 352;
  const auto& row = kept.row;
  return sizeof(kept) + entry_bytes + row.wrapped_key.size() + 4 * row.consent_state.size() +
         row.fields.memory().size();
}

// Has what the decision and the opening will look at on its way from memory.
void fetch_ahead(ByteView memory) {
  constexpr std::size_t line_bytes = 64;
  constexpr std::size_t fetched_bytes_max = 4'096; // what fits beside the rest
  for (std::size_t at = 0; at < memory.size() && at < fetched_bytes_max; at += line_bytes)
    __builtin_prefetch(memory.data() + at);
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

SharedRow RowCache::find(const audit::ObjectKey& lead) {
  auto& shard = shard_of(lead);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.entries.find(lead);
  if (found == shard.entries.end()) return nullptr;
  found->second.used = true;
  const auto& entry = found->second;
  fetch_ahead({reinterpret_cast<const std::uint8_t*>(entry.row.get()), sizeof(Settled)});
  fetch_ahead(entry.fields);
  return entry.row;
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
  const auto fields = row->row.fields.memory();
  shard.entries.emplace(lead, Entry{std::move(row), fields, bytes, shard.order.size(), false});
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
