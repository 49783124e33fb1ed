// Rows as the store keeps them: ciphertext, tokens, seals and clear operational columns.
// Plain values. The store never sees a key that opens a field; seals are made and checked by vault.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/base/position.hpp"
#include "leadvault/base/time.hpp"
#include "leadvault/lead/consent.hpp"
#include "leadvault/lead/lead.hpp"
#include "leadvault/policy/caller.hpp"
#include "leadvault/store/sealed_fields.hpp"

#include <optional>

namespace lv::store {

enum class Liveness : std::uint8_t { live = 0, erased = 1 }; // erased: a tombstone

struct LeadRow {
  TenantId tenant;
  LeadId lead;
  Liveness liveness = Liveness::live;
  std::uint64_t version = 0;    // of the fields and clear columns: the ETag
  Position position;            // of the last write to this lead, consents included
  std::uint64_t change_seq = 0; // per tenant, given by the writer
  Time created_at;
  Time updated_at;
  lead::Stage stage{};
  lead::SubjectKind subject_kind{};
  lead::Channel channel{};
  std::string residency;  // ISO 3166-1 alpha-2 or empty
  std::uint8_t flags = 0; // row_flag_*
  Bytes wrapped_key;      // wrapped key v1; empty on a tombstone
  SealedFields fields;
  Bytes consent_state; // lead::ConsentState, canonical bytes
  Digest consent_seal{};
  Digest seal{}; // row seal over everything above but consent_state
};

inline constexpr std::uint8_t row_flag_likely_duplicate = 1;
inline constexpr std::uint8_t row_flag_phone_not_indexed = 2;

// What a list shows: operational columns only.
struct LeadSummary {
  LeadId lead;
  std::uint64_t version = 0;
  std::uint64_t change_seq = 0;
  Position position;
  Time created_at;
  Time updated_at;
  lead::Stage stage{};
  lead::SubjectKind subject_kind{};
  lead::Channel channel{};
  std::string residency;
  std::uint8_t flags = 0;
  Liveness liveness = Liveness::live;
};

enum class Tombstones { leave_out, include }; // a change feed includes them

struct ListFilter {
  std::optional<lead::Stage> stage;
  std::optional<lead::Channel> channel;
  Time created_from;  // 0 = open
  Time created_until; // exclusive; 0 = open
  Tombstones tombstones = Tombstones::leave_out;
};

struct IndexToken {
  std::uint16_t index = 0; // permanent number
  std::uint16_t normaliser_version = 0;
  Bytes token;
};

struct ConsentRow {
  lead::ConsentEvent event;
  Position position;
  Bytes evidence; // sealed under the lead key; empty = none
};

// Tenants, principals and credentials: small, sealed like leads, all loaded at start.
struct TenantRow {
  TenantId tenant;
  LogId log;        // random id of its audit log
  std::string name; // operational, not personal; 1 to 64 bytes of [a-z0-9-]
  Position position;
  Time created_at;
  Digest seal{};
};

using policy::PrincipalKind;
enum class Standing : std::uint8_t { active = 1, disabled = 2 };

struct PrincipalRow {
  TenantId tenant;
  PrincipalId principal;
  PrincipalKind kind = PrincipalKind::client;
  Standing standing = Standing::active;
  std::string name;                 // [a-z0-9._-], 1 to 64 bytes; unique in the tenant
  std::vector<std::uint16_t> roles; // permanent role numbers, ascending
  Position position;
  Time created_at;
  Digest seal{};
};

enum class CredentialKind : std::uint8_t { api_key = 1, client_certificate = 2 };

struct CredentialRow {
  TenantId tenant;
  CredentialId credential;
  PrincipalId principal;
  CredentialKind kind = CredentialKind::api_key;
  Standing standing = Standing::active;
  Digest secret_hash{};                // keyed hash of the secret, or SPKI SHA-256
  std::uint32_t token_term = 0;        // of the key that hashed it
  std::vector<std::uint16_t> purposes; // bound purposes, ascending permanent numbers
  Time created_at;
  Time expires_at;
  Position position;
  Digest seal{};
};

// Tenant keys and index keys, wrapped. owner: zero for the tenant key, index number for index keys.
enum class KeyKind : std::uint8_t { tenant = 1, index = 2 };

struct WrappedKeyRow {
  TenantId tenant;
  KeyKind kind = KeyKind::tenant;
  std::uint16_t owner = 0;
  std::uint32_t term = 0; // of the wrapped key itself
  Bytes blob;             // wrapped key v1
};

// What an idempotent POST left behind: never a response body.
struct IdempotencyRow {
  TenantId tenant;
  PrincipalId principal;
  std::uint16_t route = 0;
  Digest key{};         // keyed hash of the caller's key
  Digest fingerprint{}; // keyed hash of the payload
  std::uint16_t status = 0;
  ByteArray<16> object{}; // id of what was made
  std::uint64_t version = 0;
  Time expires_at;
};

} // namespace lv::store
