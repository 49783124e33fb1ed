// Fixed places in an encoded entry: the log stamps time and id into bytes made beforehand, so that
// encoding costs its callers' time and not the log thread's.
#pragma once

#include "leadvault/audit/entry.hpp"

namespace lv::audit {

inline constexpr std::uint8_t entry_version = 1;
inline constexpr std::size_t entry_length_offset = 2;
inline constexpr std::size_t entry_time_offset = 6; // time, then the entry id
inline constexpr std::size_t entry_tenant_offset = 46;
inline constexpr std::uint16_t outcome_not_applied = 1; // audit/EVENTS.md
inline constexpr std::size_t entry_header_bytes = 200;

// Which body a kind has: the index of its type in Body.
enum class BodyForm : std::uint8_t {
  release,
  denial,
  search,
  write,
  consent,
  object,
  system,
  policy,
  question
};
Result<BodyForm> body_form(std::uint8_t kind); // malformed

inline EntryKind entry_kind(ByteView entry) { return static_cast<EntryKind>(entry[1]); }
Result<TenantId> entry_tenant(ByteView entry);
void stamp_entry(Bytes& entry, Time time, const EntryId& id);

// A UUIDv7 that holds the entry's time to the microsecond (RFC 9562 §6.2, method 3), and 62 random
// bits: like times, ids rise from entry to entry, and each tells where to look for its entry.
EntryId make_entry_id(Time time);
Time entry_id_time(const EntryId& id);

} // namespace lv::audit
