// Granule: a stretch of some frames of the log, the unit in which the index knows where things
// stand. A plain value: where to read it from, and what its entries' leaf indexes count from.
// Bounds: a visit must be cheap when frames are large, and when they are small and many.
#pragma once

#include "audit/frame_reader.hpp"

#include "leadvault/base/time.hpp"
#include "leadvault/sql/connection.hpp"

namespace lv::audit {

inline constexpr std::size_t granule_entries = 64;
inline constexpr std::size_t granule_bytes = 32 * 1024;
inline constexpr std::size_t granule_frames = 16;

// What one tenant has in a granule.
struct TenantStretch {
  TenantId tenant;
  LogId log;
  std::uint64_t first_leaf = 0;
};

struct Granule {
  std::uint32_t number = 0; // from 1, without a gap
  Position first;
  Time time; // of the first entry
  std::uint32_t entries = 0;
  std::uint32_t segment = 0;
  std::uint64_t offset = 0; // of its first frame
  std::vector<TenantStretch> tenants;

  Position last() const { return Position{first.value + entries - 1}; }
  LogCursor cursor() const { return {segment, offset, {}, first.sequence()}; }
};

Result<void> insert_granule(sql::Connection& database, const Granule& granule);
Result<Granule> read_granule(sql::Connection& database, std::uint32_t number);
Result<std::uint32_t> newest_granule(sql::Connection& database); // 0 = none
// The newest granule with an entry before both; 0 = none.
Result<std::uint32_t> granule_before(sql::Connection& database, Position position, Time time);

} // namespace lv::audit
