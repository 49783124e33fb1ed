// The schema, one script per version. Forward only: a script that was released never changes.
#pragma once

#include <array>
#include <cstdint>

namespace lv::store {

inline constexpr std::uint32_t store_application_id = 0x4c765374; // "LvSt"

// leads, large_fields and token_pages are rowid tables: their rows exceed the quarter page that a
// WITHOUT ROWID table keeps in place, and a value that overflows its page is what SQLCipher checks
// worst.
inline constexpr std::array<const char*, 1> schema_steps{R"sql(
CREATE TABLE state(
  one INTEGER NOT NULL PRIMARY KEY CHECK(one = 1),
  installation BLOB NOT NULL CHECK(length(installation) = 16),
  applied INTEGER NOT NULL) STRICT;
CREATE TABLE not_applied(position INTEGER NOT NULL PRIMARY KEY) STRICT;
CREATE TABLE tenants(
  tenant BLOB NOT NULL PRIMARY KEY CHECK(length(tenant) = 16),
  log BLOB NOT NULL, name TEXT NOT NULL UNIQUE, position INTEGER NOT NULL,
  created_at INTEGER NOT NULL, seal BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE leads(
  tenant BLOB NOT NULL CHECK(length(tenant) = 16), lead BLOB NOT NULL CHECK(length(lead) = 16),
  liveness INTEGER NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL,
  change_seq INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  stage INTEGER NOT NULL, subject_kind INTEGER NOT NULL, channel INTEGER NOT NULL,
  residency TEXT NOT NULL, flags INTEGER NOT NULL, tokens BLOB NOT NULL, seal BLOB NOT NULL,
  consent_seal BLOB NOT NULL, wrapped_key BLOB NOT NULL, consent_state BLOB NOT NULL,
  fields BLOB NOT NULL, PRIMARY KEY(tenant, lead)) STRICT;
CREATE UNIQUE INDEX leads_by_change ON leads(tenant, change_seq);
CREATE TABLE large_fields(
  tenant BLOB NOT NULL, lead BLOB NOT NULL, field INTEGER NOT NULL, blob BLOB NOT NULL,
  PRIMARY KEY(tenant, lead, field)) STRICT;
CREATE TABLE token_index(
  tenant BLOB NOT NULL PRIMARY KEY, indexed INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE token_runs(
  tenant BLOB NOT NULL, run INTEGER NOT NULL, level INTEGER NOT NULL,
  merged_into INTEGER NOT NULL, PRIMARY KEY(tenant, run)) STRICT, WITHOUT ROWID;
CREATE TABLE token_fences(
  tenant BLOB NOT NULL, run INTEGER NOT NULL, page INTEGER NOT NULL, first BLOB NOT NULL,
  filter BLOB NOT NULL, PRIMARY KEY(tenant, run, page)) STRICT, WITHOUT ROWID;
CREATE TABLE token_pages(
  tenant BLOB NOT NULL, page INTEGER NOT NULL, records BLOB NOT NULL,
  PRIMARY KEY(tenant, page)) STRICT;
CREATE TABLE consent_events(
  tenant BLOB NOT NULL, lead BLOB NOT NULL, sequence INTEGER NOT NULL, id BLOB NOT NULL,
  purpose INTEGER NOT NULL, kind INTEGER NOT NULL, basis INTEGER NOT NULL, time INTEGER NOT NULL,
  expiry INTEGER NOT NULL, jurisdiction TEXT NOT NULL, notice_version TEXT NOT NULL,
  position INTEGER NOT NULL, evidence BLOB NOT NULL, PRIMARY KEY(tenant, lead, sequence)) STRICT;
CREATE TABLE principals(
  tenant BLOB NOT NULL, principal BLOB NOT NULL, kind INTEGER NOT NULL, standing INTEGER NOT NULL,
  name TEXT NOT NULL, roles BLOB NOT NULL, position INTEGER NOT NULL, created_at INTEGER NOT NULL,
  seal BLOB NOT NULL, PRIMARY KEY(tenant, principal), UNIQUE(tenant, name)) STRICT, WITHOUT ROWID;
CREATE TABLE credentials(
  tenant BLOB NOT NULL, credential BLOB NOT NULL, principal BLOB NOT NULL, kind INTEGER NOT NULL,
  standing INTEGER NOT NULL, secret_hash BLOB NOT NULL, token_term INTEGER NOT NULL,
  purposes BLOB NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
  position INTEGER NOT NULL, seal BLOB NOT NULL,
  PRIMARY KEY(tenant, credential)) STRICT, WITHOUT ROWID;
CREATE TABLE wrapped_keys(
  tenant BLOB NOT NULL, kind INTEGER NOT NULL, owner INTEGER NOT NULL, term INTEGER NOT NULL,
  blob BLOB NOT NULL, PRIMARY KEY(tenant, kind, owner, term)) STRICT, WITHOUT ROWID;
CREATE TABLE idempotency(
  tenant BLOB NOT NULL, principal BLOB NOT NULL, route INTEGER NOT NULL, key BLOB NOT NULL,
  fingerprint BLOB NOT NULL, status INTEGER NOT NULL, object BLOB NOT NULL,
  version INTEGER NOT NULL, expires_at INTEGER NOT NULL,
  PRIMARY KEY(tenant, principal, route, key)) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_object ON idempotency(tenant, object);
CREATE INDEX idempotency_by_expiry ON idempotency(tenant, expires_at);
)sql"};

} // namespace lv::store
