#include "transaction.hpp"

#include "leadvault/base/limits.hpp"

#include <algorithm>

namespace lv::store {
namespace {

std::int64_t wide(std::uint32_t value) { return value; }

// What a later read would refuse must not be written.
Result<void> check_row(const LeadRow& row) {
  for (const auto one : row.fields)
    if (one.field > limits::field_id_max || one.blob.size() > 2 * limits::field_value_bytes_max)
      return LV_FAIL(too_large, "a sealed field is larger than the store keeps");
  if (row.residency.size() > 2) return LV_FAIL(internal, "a residency must have two letters");
  return {};
}

Result<void> check_tokens(const std::vector<IndexToken>& tokens) {
  if (tokens.size() > limits::lead_tokens_max)
    return LV_FAIL(too_large, "a lead has more index tokens than the store keeps");
  for (const auto& token : tokens)
    if (token.token.empty() || token.token.size() > limits::index_token_bytes_max)
      return LV_FAIL(internal, "an index token is empty or too long");
  return {};
}

// Each token once, with the version it was given last.
std::vector<IndexToken> merged(std::vector<IndexToken> tokens,
                               const std::vector<IndexToken>& more) {
  for (const auto& one : more) {
    const auto same = std::find_if(tokens.begin(), tokens.end(), [&](const IndexToken& token) {
      return token.index == one.index && token.token == one.token;
    });
    if (same == tokens.end()) {
      tokens.push_back(one);
    } else {
      same->normaliser_version = one.normaliser_version;
    }
  }
  return tokens;
}

} // namespace

Result<std::optional<LeadRow>> SqlcipherTransaction::lead(TenantId tenant, LeadId lead) {
  return read_lead(db_, tenant, lead);
}

Result<std::uint64_t> SqlcipherTransaction::next_change_seq(TenantId tenant) {
  return index_.next_change(db_, tenant);
}

template <class... More>
Result<void> SqlcipherTransaction::write_lead(Sql which, const LeadRow& row, const More&... more) {
  LV_CHECK(check_row(row));
  Bytes packed = pack_fields(row.fields);
  return run(which, row.tenant.bytes, row.lead.bytes, number(row.liveness), number(row.version),
             number(row.position.value), number(row.change_seq), row.created_at.us,
             row.updated_at.us, number(row.stage), number(row.subject_kind), number(row.channel),
             row.residency, std::int64_t{row.flags}, row.seal, row.consent_seal, row.wrapped_key,
             row.consent_state, packed, more...);
}

Result<void> SqlcipherTransaction::insert_large_fields(const LeadRow& row) {
  for (const auto one : row.fields)
    if (is_large(one.blob))
      LV_CHECK(run(Sql::insert_large_field, row.tenant.bytes, row.lead.bytes,
                   std::int64_t{one.field}, one.blob));
  return {};
}

Result<void> SqlcipherTransaction::insert_lead(const LeadRow& row,
                                               const std::vector<IndexToken>& tokens) {
  const auto own = merged({}, tokens);
  LV_CHECK(check_tokens(own));
  LV_CHECK(write_lead(Sql::insert_lead, row, pack_tokens(own)));
  LV_CHECK(insert_large_fields(row));
  return index_.add(db_, row.tenant, row.lead, own);
}

Result<void> SqlcipherTransaction::update_lead(const LeadRow& row) {
  LV_CHECK(write_lead(Sql::update_lead, row));
  if (db_.database().changes() != 1) return LV_FAIL(conflict, "there is no such row to update");
  LV_CHECK(run(Sql::remove_large_fields, row.tenant.bytes, row.lead.bytes));
  return insert_large_fields(row);
}

Result<std::vector<LeadId>> SqlcipherTransaction::find(TenantId tenant, std::uint16_t index,
                                                       ByteView token, std::size_t limit) {
  return index_.find(db_, tenant, index, token, limit);
}

Result<void> SqlcipherTransaction::set_tokens(TenantId tenant, LeadId lead,
                                              const std::vector<IndexToken>& tokens) {
  LV_CHECK(check_tokens(tokens));
  LV_CHECK(run(Sql::set_lead_tokens, tenant.bytes, lead.bytes, pack_tokens(tokens)));
  if (db_.database().changes() != 1) return LV_FAIL(conflict, "there is no such lead for a token");
  return {};
}

Result<void> SqlcipherTransaction::add_tokens(TenantId tenant, LeadId lead,
                                              const std::vector<IndexToken>& tokens) {
  LV_TRY(old, read_tokens(db_, tenant, lead));
  LV_CHECK(set_tokens(tenant, lead, merged(old, tokens)));
  return index_.add(db_, tenant, lead, tokens);
}

Result<void> SqlcipherTransaction::remove_tokens(TenantId tenant, LeadId lead,
                                                 std::uint16_t index) {
  LV_TRY(kept, read_tokens(db_, tenant, lead));
  const auto gone = std::stable_partition(
      kept.begin(), kept.end(), [&](const IndexToken& token) { return token.index != index; });
  const std::vector<IndexToken> removed(gone, kept.end());
  if (removed.empty()) return {};
  kept.erase(gone, kept.end());
  LV_CHECK(set_tokens(tenant, lead, kept));
  return index_.remove(db_, tenant, lead, removed);
}

Result<void> SqlcipherTransaction::remove_all_tokens(TenantId tenant, LeadId lead) {
  LV_TRY(removed, read_tokens(db_, tenant, lead));
  if (removed.empty()) return {};
  LV_CHECK(set_tokens(tenant, lead, {}));
  return index_.remove(db_, tenant, lead, removed);
}

Result<void> SqlcipherTransaction::append_consent(TenantId tenant, LeadId lead,
                                                  const ConsentRow& row) {
  const auto& event = row.event;
  if (event.jurisdiction.size() > 2 || event.notice_version.size() > 64)
    return LV_FAIL(too_large, "a consent's jurisdiction or notice version is too long");
  return run(Sql::append_consent, tenant.bytes, lead.bytes, wide(event.sequence), event.id.bytes,
             std::int64_t{event.purpose.value}, number(event.kind), number(event.basis),
             event.time.us, event.expiry.us, event.jurisdiction, event.notice_version,
             number(row.position.value), row.evidence);
}

Result<void> SqlcipherTransaction::remove_consent_evidence(TenantId tenant, LeadId lead) {
  return run(Sql::remove_evidence, tenant.bytes, lead.bytes);
}

Result<void> SqlcipherTransaction::put_tenant(const TenantRow& row) {
  if (row.name.size() > 64) return LV_FAIL(too_large, "a tenant's name is too long");
  return run(Sql::put_tenant, row.tenant.bytes, row.log.bytes, row.name, number(row.position.value),
             row.created_at.us, row.seal);
}

Result<void> SqlcipherTransaction::put_principal(const PrincipalRow& row) {
  if (row.name.size() > 64) return LV_FAIL(too_large, "a principal's name is too long");
  Bytes roles = pack_numbers(row.roles);
  return run(Sql::put_principal, row.tenant.bytes, row.principal.bytes, number(row.kind),
             number(row.standing), row.name, roles, number(row.position.value), row.created_at.us,
             row.seal);
}

Result<void> SqlcipherTransaction::put_credential(const CredentialRow& row) {
  Bytes purposes = pack_numbers(row.purposes);
  return run(Sql::put_credential, row.tenant.bytes, row.credential.bytes, row.principal.bytes,
             number(row.kind), number(row.standing), row.secret_hash, wide(row.token_term),
             purposes, row.created_at.us, row.expires_at.us, number(row.position.value), row.seal);
}

Result<void> SqlcipherTransaction::put_wrapped_key(const WrappedKeyRow& row) {
  return run(Sql::put_wrapped_key, row.tenant.bytes, number(row.kind), std::int64_t{row.owner},
             wide(row.term), row.blob);
}

// Expired rows leave a few at a time with each new one, so that no sweep is needed. "Now" is when
// this row was made: its expiry less the validity.
Result<void> SqlcipherTransaction::put_idempotency(const IdempotencyRow& row) {
  std::int64_t now_us = row.expires_at.us - limits::idempotency_valid_us;
  LV_CHECK(run(Sql::expire_idempotency, row.tenant.bytes, now_us));
  LV_CHECK(run(Sql::put_idempotency, row.tenant.bytes, row.principal.bytes, std::int64_t{row.route},
               row.key, row.fingerprint, std::int64_t{row.status}, row.object, number(row.version),
               row.expires_at.us, now_us));
  if (db_.database().changes() != 1)
    return LV_FAIL(conflict, "this idempotency key is in use already");
  return {};
}

Result<void> SqlcipherTransaction::remove_idempotency_of(TenantId tenant, ByteArray<16> object) {
  return run(Sql::remove_idempotency_of, tenant.bytes, object);
}

} // namespace lv::store
