// State: the vault's parts and what its calls share. Private to src/vault.
#pragma once

#include "vault/export_counts.hpp"
#include "vault/key_room.hpp"
#include "vault/row_cache.hpp"
#include "vault/seals.hpp"

#include "leadvault/base/memo.hpp"
#include "leadvault/vault/vault.hpp"

#include <atomic>
#include <set>

namespace lv::vault {

// Which idempotent requests are being processed; lives in memory only.
class RunningRequests {
public:
  using Key = std::tuple<PrincipalId, std::uint16_t, Digest>;
  bool enter(const Key& key) {
    std::lock_guard lock(mutex_);
    return running_.insert(key).second;
  }
  void leave(const Key& key) {
    std::lock_guard lock(mutex_);
    running_.erase(key);
  }

private:
  std::mutex mutex_;
  std::set<Key> running_;
};

// One of the places that the store's queue has. Taken before a write is logged, so that no write
// that stands in the log finds the queue full.
class WritePlace {
public:
  explicit WritePlace(std::atomic<std::size_t>& taken)
      : taken_(taken), number_(taken.fetch_add(1)) {}
  ~WritePlace() { taken_.fetch_sub(1); }
  WritePlace(const WritePlace&) = delete;
  WritePlace& operator=(const WritePlace&) = delete;

  bool exists() const { return number_ < limits::write_queue_max; }

private:
  std::atomic<std::size_t>& taken_;
  std::size_t number_;
};

// Tags of the addresses that asked last, each with the term of the key that made it.
struct SourceTag {
  std::uint32_t term = 0;
  std::uint64_t tag = 0;
};
using SourceTags = Memo<std::string, SourceTag, std::hash<std::string_view>, 256>;

struct Vault::State {
  explicit State(Parts given)
      : parts(std::move(given)), seals(parts.keyring), keys(parts.store, parts.tenant_keys),
        rows(parts.row_cache_bytes) {}

  static constexpr int open = -1;

  Parts parts;
  Seals seals;
  KeyRoom keys;
  RowCache rows;
  RunningRequests running;
  ExportCounts exports;
  SourceTags source_tags;
  std::atomic<int> sealed{open}; // an Errc when sealed
  std::atomic<std::uint64_t> alarms{0};
  std::atomic<std::size_t> writes{0}; // on their way through log and store

  Result<void> check_open() const {
    if (sealed.load(std::memory_order_acquire) == open) return {};
    return LV_FAIL(sealed, "the vault is sealed; its operator has been told why");
  }
  InstallationId installation() const { return parts.keyring->installation(); }
};

} // namespace lv::vault
