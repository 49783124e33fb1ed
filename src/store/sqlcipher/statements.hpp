// Every statement of the store. Each names the tenant; a test reads this folder and refuses one
// that does not, apart from the installation's own tables (state, not_applied) and the list of
// tenants.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace lv::store {

enum class Sql : std::size_t {
  read_applied,
  write_applied,
  write_installation,
  note_not_applied,
  find_not_applied,
  newest_change,
  lead,
  insert_lead,
  update_lead,
  list_end,
  list,
  large_fields,
  insert_large_field,
  remove_large_fields,
  lead_tokens,
  set_lead_tokens,
  tokens_since,
  consents,
  append_consent,
  remove_evidence,
  tenants,
  put_tenant,
  principals,
  put_principal,
  credentials,
  put_credential,
  wrapped_keys,
  put_wrapped_key,
  idempotency,
  expire_idempotency,
  put_idempotency,
  remove_idempotency_of,
  // Of the token index.
  token_index,
  put_token_index,
  token_runs,
  put_token_run,
  remove_token_run,
  token_fences,
  add_token_fence,
  set_token_fence,
  remove_token_fence,
  token_page,
  add_token_page,
  set_token_page,
  remove_token_page,
  count,
};

inline constexpr std::array row_statements{
    "SELECT installation, applied FROM state WHERE one = 1",
    "UPDATE state SET applied = ?1 WHERE one = 1",
    "INSERT INTO state(one, installation, applied) VALUES(1, ?1, 0)",
    "INSERT OR IGNORE INTO not_applied(position) VALUES(?1)",
    "SELECT position FROM not_applied WHERE position = ?1",
    "SELECT change_seq FROM leads WHERE tenant = ?1 ORDER BY change_seq DESC LIMIT 1",
    "SELECT liveness, version, position, change_seq, created_at, updated_at, stage, subject_kind, "
    "channel, residency, flags, seal, consent_seal, wrapped_key, consent_state, fields "
    "FROM leads WHERE tenant = ?1 AND lead = ?2",
    "INSERT INTO leads(tenant, lead, liveness, version, position, change_seq, created_at, "
    "updated_at, stage, subject_kind, channel, residency, flags, seal, consent_seal, wrapped_key, "
    "consent_state, fields, tokens) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
    "?13, ?14, ?15, ?16, ?17, ?18, ?19)",
    "UPDATE leads SET liveness = ?3, version = ?4, position = ?5, change_seq = ?6, "
    "created_at = ?7, updated_at = ?8, stage = ?9, subject_kind = ?10, channel = ?11, "
    "residency = ?12, flags = ?13, seal = ?14, consent_seal = ?15, wrapped_key = ?16, "
    "consent_state = ?17, fields = ?18 WHERE tenant = ?1 AND lead = ?2",
    "SELECT change_seq FROM leads WHERE tenant = ?1 AND change_seq > ?2 "
    "ORDER BY change_seq LIMIT 1 OFFSET ?3",
    "SELECT lead, liveness, version, position, change_seq, created_at, updated_at, stage, "
    "subject_kind, channel, residency, flags FROM leads "
    "WHERE tenant = ?1 AND change_seq > ?2 AND (?3 = 0 OR stage = ?3) AND (?4 = 0 OR channel = ?4) "
    "AND (?5 = 0 OR created_at >= ?5) AND (?6 = 0 OR created_at < ?6) AND liveness <= ?7 "
    "AND change_seq <= ?9 ORDER BY change_seq LIMIT ?8",
    "SELECT field, blob FROM large_fields WHERE tenant = ?1 AND lead = ?2 ORDER BY field",
    "INSERT INTO large_fields(tenant, lead, field, blob) VALUES(?1, ?2, ?3, ?4)",
    "DELETE FROM large_fields WHERE tenant = ?1 AND lead = ?2",
    "SELECT tokens FROM leads WHERE tenant = ?1 AND lead = ?2",
    "UPDATE leads SET tokens = ?3 WHERE tenant = ?1 AND lead = ?2",
    "SELECT lead, tokens FROM leads WHERE tenant = ?1 AND change_seq > ?2",
    "SELECT sequence, id, purpose, kind, basis, time, expiry, jurisdiction, notice_version, "
    "position, evidence FROM consent_events WHERE tenant = ?1 AND lead = ?2 ORDER BY sequence",
    "INSERT INTO consent_events(tenant, lead, sequence, id, purpose, kind, basis, time, expiry, "
    "jurisdiction, notice_version, position, evidence) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    "UPDATE consent_events SET evidence = x'' WHERE tenant = ?1 AND lead = ?2",
    "SELECT tenant, log, name, position, created_at, seal FROM tenants ORDER BY tenant",
    "INSERT INTO tenants(tenant, log, name, position, created_at, seal) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(tenant) DO UPDATE SET log = excluded.log, "
    "name = excluded.name, position = excluded.position, created_at = excluded.created_at, "
    "seal = excluded.seal",
    "SELECT principal, kind, standing, name, roles, position, created_at, seal FROM principals "
    "WHERE tenant = ?1 ORDER BY principal",
    "INSERT INTO principals(tenant, principal, kind, standing, name, roles, position, created_at, "
    "seal) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT(tenant, principal) DO UPDATE SET "
    "kind = excluded.kind, standing = excluded.standing, name = excluded.name, "
    "roles = excluded.roles, position = excluded.position, created_at = excluded.created_at, "
    "seal = excluded.seal",
    "SELECT credential, principal, kind, standing, secret_hash, token_term, purposes, created_at, "
    "expires_at, position, seal FROM credentials WHERE tenant = ?1 ORDER BY credential",
    "INSERT OR REPLACE INTO credentials(tenant, credential, principal, kind, standing, "
    "secret_hash, token_term, purposes, created_at, expires_at, position, seal) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    "SELECT kind, owner, term, blob FROM wrapped_keys WHERE tenant = ?1 ORDER BY kind, owner, term",
    "INSERT OR REPLACE INTO wrapped_keys(tenant, kind, owner, term, blob) "
    "VALUES(?1, ?2, ?3, ?4, ?5)",
    "SELECT fingerprint, status, object, version, expires_at FROM idempotency "
    "WHERE tenant = ?1 AND principal = ?2 AND route = ?3 AND key = ?4",
    "DELETE FROM idempotency WHERE tenant = ?1 AND (tenant, principal, route, key) IN "
    "(SELECT tenant, principal, route, key FROM idempotency "
    "WHERE tenant = ?1 AND expires_at <= ?2 ORDER BY expires_at LIMIT 16)",
    "INSERT INTO idempotency(tenant, principal, route, key, fingerprint, status, object, version, "
    "expires_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO UPDATE SET "
    "fingerprint = excluded.fingerprint, status = excluded.status, object = excluded.object, "
    "version = excluded.version, expires_at = excluded.expires_at "
    "WHERE idempotency.expires_at <= ?10",
    "DELETE FROM idempotency WHERE tenant = ?1 AND object = ?2",
};

inline constexpr std::array token_statements{
    "SELECT indexed FROM token_index WHERE tenant = ?1",
    "INSERT OR REPLACE INTO token_index(tenant, indexed) VALUES(?1, ?2)",
    "SELECT run, level, merged_into FROM token_runs WHERE tenant = ?1 ORDER BY run",
    "INSERT OR REPLACE INTO token_runs(tenant, run, level, merged_into) VALUES(?1, ?2, ?3, ?4)",
    "DELETE FROM token_runs WHERE tenant = ?1 AND run = ?2",
    "SELECT page, first, filter FROM token_fences WHERE tenant = ?1 AND run = ?2 "
    "ORDER BY page",
    "INSERT INTO token_fences(tenant, run, page, first, filter) VALUES(?1, ?2, ?3, ?4, ?5)",
    "UPDATE token_fences SET first = ?4, filter = ?5 "
    "WHERE tenant = ?1 AND run = ?2 AND page = ?3",
    "DELETE FROM token_fences WHERE tenant = ?1 AND run = ?2 AND page = ?3",
    "SELECT records FROM token_pages WHERE tenant = ?1 AND page = ?2",
    "INSERT INTO token_pages(tenant, page, records) VALUES(?1, ?2, ?3)",
    "UPDATE token_pages SET records = ?3 WHERE tenant = ?1 AND page = ?2",
    "DELETE FROM token_pages WHERE tenant = ?1 AND page = ?2",
};

// In the order of Sql.
inline constexpr auto statements = [] {
  std::array<const char*, row_statements.size() + token_statements.size()> all{};
  std::copy(row_statements.begin(), row_statements.end(), all.begin());
  std::copy(token_statements.begin(), token_statements.end(), all.begin() + row_statements.size());
  return all;
}();
static_assert(statements.size() == static_cast<std::size_t>(Sql::count));

} // namespace lv::store
