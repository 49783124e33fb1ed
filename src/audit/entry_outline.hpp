// EntryOutline: what the index looks for in an entry, read at its fixed places without decoding it.
// Views into the entry's bytes; for entries that the log took, whose form it has checked.
#pragma once

#include "leadvault/audit/entry.hpp"

namespace lv::audit {

struct EntryOutline {
  EntryKind kind = EntryKind::release;
  Time time;
  EntryId id;
  TenantId tenant;
  PrincipalId principal;
  CredentialId credential;
  std::uint16_t action = 0;  // 0 = a kind without one
  std::vector<LeadId> leads; // none is zero
};

// Into `out`, whose memory is used again. Error: malformed.
Result<void> outline_entry(ByteView entry, EntryOutline& out);

} // namespace lv::audit
