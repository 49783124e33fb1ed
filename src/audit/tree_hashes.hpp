// The hashes of one tenant's Merkle tree that proofs are made of: the roots of complete subtrees at
// every eighth level, kept in rows of at most 256. NewHashes gathers them, the functions write and
// read them. Between two kept levels at most 255 hashes are computed, whatever the tree's size.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/sql/connection.hpp"
#include "leadvault/tlog/merkle.hpp"

namespace lv::audit {

inline constexpr unsigned kept_level_step = 8;
inline constexpr std::size_t kept_levels = 8; // 2^64 leaves

// Hashes `first`, `first` + 1, … of one kept level.
struct HashRow {
  std::uint64_t first = 0;
  std::vector<Digest> hashes;
};

// Those of a tree since it had `size` leaves.
class NewHashes {
public:
  explicit NewHashes(std::uint64_t size = 0);
  void append(tlog::CompactRange& tree, const Digest& leaf);
  const HashRow& level(std::size_t kept) const { return levels_[kept]; }

private:
  std::array<HashRow, kept_levels> levels_;
};

Result<void> write_hashes(sql::Connection& database, TenantId tenant, const NewHashes& hashes);

// Hashes from `from` to before `until` of a kept level, within one row of 256; fewer when there are
// fewer.
Result<std::vector<Digest>> read_hashes(sql::Connection& database, TenantId tenant,
                                        std::size_t kept, std::uint64_t from, std::uint64_t until);

} // namespace lv::audit
