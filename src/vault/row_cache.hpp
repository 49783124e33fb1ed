// RowCache: the sealed rows that were read last, so that reading a lead again costs no page, no
// seal and no decoding. Ciphertext only; each row's seals were verified before it was put. Whoever
// finds one asks the log whether it is still the newest: a row written since is never served.
// Bounded in bytes, thread safe.
#pragma once

#include "leadvault/audit/log.hpp"
#include "leadvault/policy/permit.hpp"
#include "leadvault/store/rows.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <memory>
#include <mutex>

namespace lv::vault {

struct Settled {
  store::LeadRow row;
  policy::LeadFacts facts; // of the row, when it is live
};
using SharedRow = std::shared_ptr<const Settled>;

class RowCache {
public:
  explicit RowCache(std::size_t bytes_max) : shard_bytes_max_(bytes_max / shard_count) {}

  SharedRow find(const audit::ObjectKey& lead); // null: not here
  void put(const audit::ObjectKey& lead, SharedRow row);
  void forget(const audit::ObjectKey& lead);

private:
  struct Entry {
    SharedRow row;
    ByteView fields; // of the row, to be fetched without looking at it
    std::size_t bytes = 0;
    std::size_t place = 0; // in `order`
    bool used = false;     // since the hand passed
  };
  struct KeyHash { // keys are hashes already
    using is_avalanching = void;
    std::size_t operator()(const audit::ObjectKey& key) const;
  };
  // Flat: what finding a row waits for is memory, and this looks at two places of it.
  using Entries = boost::unordered_flat_map<audit::ObjectKey, Entry, KeyHash>;
  // Evicts as a clock does: the hand takes the first row that was not used since its last round.
  struct Shard {
    std::mutex mutex;
    Entries entries;
    std::vector<audit::ObjectKey> order;
    std::size_t hand = 0;
    std::size_t bytes = 0;

    void remove(Entries::iterator entry);
    void evict_one();
  };
  static constexpr std::size_t shard_count = 16;

  Shard& shard_of(const audit::ObjectKey& lead) { return shards_[lead[0] % shard_count]; }

  std::size_t shard_bytes_max_;
  std::array<Shard, shard_count> shards_;
};

} // namespace lv::vault
