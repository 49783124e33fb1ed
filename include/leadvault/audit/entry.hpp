// Entry v1: one line of the audit log, as values. audit/FORMAT.md gives the bytes, EVENTS.md the
// kinds. Holds numbers, ids and hashes only: never a value, a search term or an index token.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/base/position.hpp"
#include "leadvault/base/short_list.hpp"
#include "leadvault/base/time.hpp"
#include "leadvault/lead/consent.hpp"
#include "leadvault/lead/field.hpp"
#include "leadvault/lead/purpose.hpp"

#include <optional>
#include <variant>

namespace lv::audit {

// Permanent numbers (audit/EVENTS.md).
enum class EntryKind : std::uint8_t {
  release = 1, // values or masks of leads leave
  denial = 2,  // a decision said no
  search = 3,  // a lookup by token: index, hits
  list = 4,    // operational columns of many leads
  lead_created = 10,
  lead_updated = 11,
  lead_erased = 12,
  consent_granted = 20,
  consent_withdrawn = 21,
  principal_created = 30,
  principal_changed = 31, // disabled, enabled
  credential_created = 32,
  credential_revoked = 33,
  tenant_created = 34,
  authentication_failed = 40,
  catalogue_changed = 50,
  policy_changed = 51,
  configuration_changed = 52,
  policy_explained = 53, // somebody asked why a principal may or may not do something
  policy_compared = 54,  // past decisions, with what another policy set would say
  access_reviewed = 55,
  started = 60,
  stopped = 61,
  sealed = 62,
  clock_stepped = 63,
  integrity_alarm = 64,
  tail_cut = 65,
  outcome = 70, // what became of an earlier entry: not applied, applied from the log
  audit_read = 80,
  import_opened = 90,
  key_created = 100,
};

struct LeadTouch {
  LeadId lead;
  std::uint64_t version = 0;
  KeyId key;
  std::uint32_t key_term = 0;
  lead::FieldSet released;
  lead::FieldSet masked;
  lead::FieldSet withheld;
  std::uint16_t reason = 0;          // Errc of the weightiest withheld field; 0 = none
  ShortList<std::uint16_t> policies; // deciding policy numbers
  ConsentId consent;
};

struct ReleaseBody {
  std::uint16_t action = 0;
  std::vector<LeadTouch> leads;
};
struct DenialBody {
  std::uint16_t action = 0;
  LeadId lead;              // zero when no lead is concerned
  std::uint16_t reason = 0; // Errc
  lead::FieldSet fields;
  ShortList<std::uint16_t> policies;
};
struct SearchBody {
  std::uint16_t action = 0;
  std::uint16_t index = 0;  // 0 for a list
  std::vector<LeadId> hits; // those returned
};
struct WriteBody {
  LeadId lead;
  std::uint64_t version = 0; // after the write
  KeyId key;
  std::uint32_t key_term = 0;
  lead::FieldSet set;
  lead::FieldSet cleared;
};
struct ConsentBody { // enough to apply it from the log alone
  LeadId lead;
  lead::ConsentEvent event;
};
struct ObjectBody { // tenants, principals, credentials, jobs, keys
  ByteArray<16> object{};
  std::uint16_t detail = 0;
};
struct SystemBody {
  std::uint16_t code = 0; // Errc or kind-specific code
  Position about;         // an earlier entry, or none
  std::uint64_t number = 0;
  LeadId lead;     // zero when none is concerned
  Digest digest{}; // a hash the kind calls for
};

struct PolicyBody {       // a part of the policy set's text
  Digest digest{};        // of all parts together, one behind the other
  std::uint16_t part = 1; // from 1
  std::uint16_t parts = 1;
  Bytes text;
};

struct QuestionBody { // what somebody asked about decisions
  std::uint16_t action = 0;
  PrincipalId principal; // who would act
  LeadId lead;           // zero: an imagined one, or none
  lead::FieldSet fields; // none: the action as a whole
};

using Body = std::variant<ReleaseBody, DenialBody, SearchBody, WriteBody, ConsentBody, ObjectBody,
                          SystemBody, PolicyBody, QuestionBody>;

struct Entry {
  EntryKind kind = EntryKind::release;
  Time time;  // given by the log
  EntryId id; // given by the log
  RequestId request;
  TenantId tenant; // system_tenant for events without one
  PrincipalId principal;
  CredentialId credential;
  PrincipalId on_behalf_of;
  lead::PurposeId purpose;
  std::uint64_t source_tag = 0;
  Digest policy_set{};
  Digest catalogue{};
  IncidentId incident;
  Body body;
};

Result<Bytes> encode_entry(const Entry& entry); // too_large beyond limits::entry_bytes_max
Result<Entry> decode_entry(ByteView bytes);     // canonical: encode(decode(x)) == x, else malformed

} // namespace lv::audit
