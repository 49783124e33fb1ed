#include "transaction.hpp"

#include "leadvault/base/limits.hpp"

#include <algorithm>

namespace lv::store {
namespace {

std::int64_t wide(std::uint32_t value) { return value; }

// What a later read would refuse must not be written.
Result<void> check_row(const LeadRow& row) {
  bool ascending = std::is_sorted(row.fields.begin(), row.fields.end(),
                                  [](const SealedField& a, const SealedField& b) {
                                    return a.field <= b.field; // false for equals: unique too
                                  });
  if (!ascending) return LV_FAIL(internal, "a row's fields must ascend by number");
  for (const auto& field : row.fields)
    if (field.field > limits::field_id_max || field.blob.size() > 2 * limits::field_value_bytes_max)
      return LV_FAIL(too_large, "a sealed field is larger than the store keeps");
  if (row.residency.size() > 2) return LV_FAIL(internal, "a residency must have two letters");
  return {};
}

} // namespace

Result<std::optional<LeadRow>> SqlcipherTransaction::lead(TenantId tenant, LeadId lead) {
  return read_lead(db_, tenant, lead);
}

Result<std::uint64_t> SqlcipherTransaction::next_change_seq(TenantId tenant) {
  LV_TRY(statement, db_.statement(Sql::next_change));
  sql::Run run = statement->run();
  LV_TRY(step, run.bind(tenant.bytes).step());
  if (step != sql::Step::row) return LV_FAIL(internal, "a change number was not given");
  sql::Columns columns(run);
  std::uint64_t value = columns.natural();
  LV_CHECK(columns.done());
  LV_CHECK(run.finish()); // RETURNING: the statement ends only after its last row
  return value;
}

Result<void> SqlcipherTransaction::write_lead(Sql which, const LeadRow& row) {
  LV_CHECK(check_row(row));
  Bytes packed = pack_fields(row.fields);
  LV_CHECK(run(which, row.tenant.bytes, row.lead.bytes, number(row.liveness), number(row.version),
               number(row.position.value), number(row.change_seq), row.created_at.us,
               row.updated_at.us, number(row.stage), number(row.subject_kind), number(row.channel),
               row.residency, std::int64_t{row.flags}, row.seal, row.consent_seal, row.wrapped_key,
               row.consent_state, packed));
  if (which == Sql::update_lead && db_.database().changes() != 1)
    return LV_FAIL(conflict, "there is no such row to update");
  if (which == Sql::update_lead)
    LV_CHECK(run(Sql::remove_large_fields, row.tenant.bytes, row.lead.bytes));
  for (const auto& field : row.fields)
    if (is_large(field))
      LV_CHECK(run(Sql::insert_large_field, row.tenant.bytes, row.lead.bytes,
                   std::int64_t{field.field}, field.blob));
  return {};
}

Result<void> SqlcipherTransaction::insert_lead(const LeadRow& row) {
  return write_lead(Sql::insert_lead, row);
}

Result<void> SqlcipherTransaction::update_lead(const LeadRow& row) {
  return write_lead(Sql::update_lead, row);
}

Result<bool> SqlcipherTransaction::has_token(TenantId tenant, const IndexToken& token) {
  LV_TRY(found, read_found(db_, tenant, token.index, token.token, 1));
  return !found.empty();
}

Result<void> SqlcipherTransaction::add_tokens(TenantId tenant, LeadId lead,
                                              const std::vector<IndexToken>& tokens) {
  for (const auto& token : tokens)
    LV_CHECK(run(Sql::add_token, tenant.bytes, std::int64_t{token.index}, token.token, lead.bytes,
                 std::int64_t{token.normaliser_version}));
  return {};
}

Result<void> SqlcipherTransaction::remove_tokens(TenantId tenant, LeadId lead,
                                                 std::uint16_t index) {
  return run(Sql::remove_tokens, tenant.bytes, lead.bytes, std::int64_t{index});
}

Result<void> SqlcipherTransaction::remove_all_tokens(TenantId tenant, LeadId lead) {
  return run(Sql::remove_all_tokens, tenant.bytes, lead.bytes);
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
