// Entries as a read of one lead with 8 fields logs them, for the figures of the log itself.
#pragma once

#include "leadvault/audit/entry.hpp"

namespace lv::bench {

inline audit::Entry release_entry(TenantId tenant) {
  audit::Entry entry;
  entry.kind = audit::EntryKind::release;
  entry.tenant = tenant;
  entry.request = make_id<RequestTag>();
  entry.principal = make_id<PrincipalTag>();
  entry.credential = make_id<CredentialTag>();
  entry.purpose = lead::PurposeId{4};
  audit::LeadTouch touch;
  touch.lead = make_id<LeadTag>();
  touch.version = 1;
  touch.key = make_id<KeyTag>();
  touch.key_term = 1;
  for (std::uint16_t field = 1; field <= 8; ++field) touch.released.insert(lead::FieldId{field});
  touch.policies = {1};
  audit::ReleaseBody body;
  body.action = 1;
  body.leads.push_back(touch);
  entry.body = body;
  return entry;
}

} // namespace lv::bench
