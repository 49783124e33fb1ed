// Permit: a decision that some fields of one lead may be released for one purpose, and on which
// positions and versions it was taken. Only the Decider makes one. The audit log compares it with
// the present while it assigns the position; vault opens a field only with it and its receipt.
#pragma once

#include "leadvault/lead/catalogue.hpp"
#include "leadvault/lead/consent.hpp"
#include "leadvault/lead/field.hpp"
#include "leadvault/lead/lead.hpp"
#include "leadvault/policy/caller.hpp"

#include <string>

namespace lv::policy {

enum class View : std::uint8_t { value = 1, mask = 2 };

struct FieldAsk {
  lead::FieldId field;
  View view = View::value;
};

struct Withheld {
  lead::FieldId field;
  Errc reason = Errc::not_permitted; // forbidden | not_permitted | consent_missing | policy_failed
  std::string code;                  // of the policy that forbids it; empty: the reason says it all
};
// What the caller is told.
inline std::string_view code_of(const Withheld& withheld) {
  return withheld.code.empty() ? code_name(withheld.reason) : std::string_view(withheld.code);
}

// A field that is masked otherwise than the catalogue says.
struct MaskedAs {
  lead::FieldId field;
  lead::MaskKind mask = lead::MaskKind::full;
};

// What is known of a lead without opening any field.
struct LeadFacts {
  TenantId tenant;
  LeadId lead;
  std::uint64_t version = 0;
  Position position; // of its last write
  KeyId key;         // of the lead key
  std::uint32_t key_term = 0;
  lead::Stage stage{};
  lead::Channel channel{};
  lead::SubjectKind subject_kind{};
  std::string residency;
  lead::ConsentState consents;
  ShortList<lead::PurposeId> objections; // GDPR Art. 21, ascending
  enum class Processing : std::uint8_t { allowed, restricted } processing = Processing::allowed;
  enum class Presence : std::uint8_t { live, erased } presence = Presence::live;
  PrincipalId assigned_to;           // zero = nobody
  std::vector<IncidentId> incidents; // open ones in whose scope it is, ascending
};

struct PermitData {
  TenantId tenant;
  LeadId lead;
  std::uint64_t version = 0;
  Position lead_position;
  KeyId key;
  std::uint32_t key_term = 0;
  PrincipalId principal;
  CredentialId credential;
  PrincipalId on_behalf_of;
  Position principal_position;
  Position credential_position;
  Position policy_position; // of the entry that brought the policy set; zero = none did
  RequestId request;
  std::uint64_t source_tag = 0;
  std::uint16_t action = 0; // permanent number
  lead::PurposeId purpose;
  lead::FieldSet released;
  lead::FieldSet masked;
  ShortList<MaskedAs> masks; // of the masked fields, where a policy says how
  std::vector<Withheld> withheld;
  ShortList<std::uint16_t> policies; // determining policies by number in the set, ascending
  ConsentId consent;                 // the one relied on; zero = none needed
  Digest policy_set{};
  Digest catalogue{};
};

class Permit {
public:
  const PermitData& data() const { return data_; }
  const Digest& digest() const { return digest_; } // SHA-256 of the canonical bytes

private:
  friend class PermitMaker; // src/policy: the Decider's only way to make one
  Permit(PermitData data, const Digest& digest) : data_(std::move(data)), digest_(digest) {}
  PermitData data_;
  Digest digest_;
};

} // namespace lv::policy
