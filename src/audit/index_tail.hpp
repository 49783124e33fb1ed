// IndexTail: what the index has taken from the log and not written yet. The log is its journal:
// after a crash it is read again. One thread takes frames and writes; any thread looks.
// Bounded by `full`: the follower then writes it out and begins a new one.
#pragma once

#include "audit/entry_outline.hpp"
#include "audit/granule.hpp"
#include "audit/posting.hpp"
#include "audit/snapshot.hpp"
#include "audit/tree_hashes.hpp"

#include <map>
#include <mutex>

namespace lv::audit {

using LogTrees = std::map<TenantId, LogTree>;

class IndexTail {
public:
  IndexTail(PostingKeys keys, std::uint32_t first_granule)
      : keys_(keys), next_number_(first_granule) {}

  // The frame's entries, into `trees` too. Error: integrity.
  Result<void> take(const Frame& frame, std::uint16_t node, LogTrees& trees);
  bool full() const;

  // Look-ups from any thread.
  const PostingKeys& keys() const { return keys_; }
  std::vector<std::uint32_t> granules_of(PostingKey key) const; // ascending
  std::optional<Granule> granule(std::uint32_t number) const;
  // The newest of its granules with an entry before both.
  std::optional<std::uint32_t> granule_before(Position position, Time time) const;
  HashRow hashes(TenantId tenant, std::size_t kept, std::uint64_t from, std::uint64_t until) const;

  // For the thread that takes frames.
  std::vector<Posting> sorted_postings() const;
  const std::vector<Granule>& granules() const { return granules_; }
  const std::map<TenantId, NewHashes>& new_hashes() const { return hashes_; }

private:
  void note_place(const Frame& frame);
  Result<void> take_entry(ByteView bytes, Position position, LogTrees& trees);
  void note_tenant(const LogTree& log);
  void post(PostingKey key);
  void post_outline();

  const PostingKeys keys_;
  std::uint32_t next_number_;
  mutable std::mutex mutex_; // over what any thread may look at, as long as it is written
  std::vector<Granule> granules_;
  std::vector<Posting> postings_; // granules ascending
  std::map<TenantId, NewHashes> hashes_;
  // The follower's own.
  std::size_t open_frames_ = 0; // of the newest granule
  std::size_t open_bytes_ = 0;
  std::size_t leaves_ = 0;
  std::array<Posting, 1024> recent_{}; // one place for each key's low bits: spares most doubles
  EntryOutline outline_;
};

} // namespace lv::audit
