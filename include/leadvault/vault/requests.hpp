// What may be asked of the vault, and what it answers when no personal data leaves.
// Plain values; the caller (who) is always a separate parameter.
#pragma once

#include "leadvault/base/violation.hpp"
#include "leadvault/lead/new_lead.hpp"
#include "leadvault/policy/decider.hpp"
#include "leadvault/store/rows.hpp"

namespace lv::vault {

// From the Idempotency-Key header; absent = not idempotent.
struct Idempotency {
  std::uint16_t route = 0; // permanent number of the route
  std::string key;
  Digest fingerprint{}; // keyed hash of path and payload: Vault::fingerprint()
};

struct Created {
  LeadId lead;
  std::uint64_t version = 0;
  lead::Stage stage{};
  Time created_at;
  std::vector<std::string> warnings; // rule codes: "likely-duplicate", "phone-not-indexed"
  std::string receipt;
};

struct FieldChange {
  lead::FieldId field;
  std::optional<SecretText> value; // absent: cleared
};

struct LeadChange {
  std::uint64_t expected_version = 0; // If-Match
  std::vector<FieldChange> fields;
  std::optional<lead::Stage> stage;
  std::optional<lead::Channel> channel;
  std::optional<std::string> residency;
};

struct Written {
  std::uint64_t version = 0;
  std::string receipt;
  std::vector<std::string> warnings;
};

struct ImportRow {
  std::string key; // the caller's own, unique in the import
  lead::NewLead lead;
};

struct ImportedRow {
  enum class Outcome { created, existed, refused } outcome = Outcome::refused;
  LeadId lead;
  Violations violations; // of a row refused before it came here
  std::vector<std::string> warnings;
};

using lead::NewConsent;

struct ConsentRecorded {
  ConsentId consent;
  std::uint32_t sequence = 0;
  Time at;
  std::string receipt;
};

struct NewPrincipal {
  store::PrincipalKind kind = store::PrincipalKind::client;
  std::string name;
  std::vector<std::string> roles; // by name
};

struct NewCredential {
  std::vector<std::string> purposes; // by name
  std::int64_t valid_days = 90;
  std::optional<Digest> certificate_spki; // a client certificate instead of an API key
};

struct IssuedCredential {
  store::CredentialRow row;
  SecretText api_key; // shown once; empty for a certificate and when seen again
};

} // namespace lv::vault
