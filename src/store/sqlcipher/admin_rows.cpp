#include "row_codec.hpp"

namespace lv::store {
namespace {

using sql::Columns;
using sql::Step;

constexpr std::size_t numbers_bytes_max = 2 * 1024;

} // namespace

Result<std::optional<IdempotencyRow>> read_idempotency(sql::Connection& db, TenantId tenant,
                                                       PrincipalId principal, std::uint16_t route,
                                                       const Digest& key) {
  LV_TRY(statement, db.statement(Sql::idempotency));
  sql::Run run = statement->run();
  run.bind(tenant.bytes, principal.bytes, std::int64_t{route}, key);
  LV_TRY(step, run.step());
  if (step == Step::done) return std::optional<IdempotencyRow>();
  Columns columns(run);
  IdempotencyRow row;
  row.tenant = tenant;
  row.principal = principal;
  row.route = route;
  row.key = key;
  row.fingerprint = columns.array<32>();
  row.status = static_cast<std::uint16_t>(columns.between(0, 0xffff));
  row.object = columns.array<16>();
  row.version = columns.natural();
  row.expires_at.us = columns.integer();
  LV_CHECK(columns.done());
  return std::optional<IdempotencyRow>(std::move(row));
}

Result<std::vector<TenantRow>> read_tenants(sql::Connection& db) {
  LV_TRY(statement, db.statement(Sql::tenants));
  sql::Run run = statement->run();
  std::vector<TenantRow> rows;
  for (;;) {
    LV_TRY(step, run.step());
    if (step == Step::done) return rows;
    Columns columns(run);
    TenantRow row;
    row.tenant.bytes = columns.array<16>();
    row.log.bytes = columns.array<16>();
    row.name = columns.text(64);
    row.position.value = columns.natural();
    row.created_at.us = columns.integer();
    row.seal = columns.array<32>();
    LV_CHECK(columns.done());
    rows.push_back(std::move(row));
  }
}

Result<std::vector<PrincipalRow>> read_principals(sql::Connection& db, TenantId tenant) {
  LV_TRY(statement, db.statement(Sql::principals));
  sql::Run run = statement->run();
  run.bind(tenant.bytes);
  std::vector<PrincipalRow> rows;
  for (;;) {
    LV_TRY(step, run.step());
    if (step == Step::done) return rows;
    Columns columns(run);
    PrincipalRow row;
    row.tenant = tenant;
    row.principal.bytes = columns.array<16>();
    row.kind = static_cast<PrincipalKind>(columns.between(1, 2));
    row.standing = static_cast<Standing>(columns.between(1, 2));
    row.name = columns.text(64);
    Bytes roles = columns.blob(numbers_bytes_max);
    row.position.value = columns.natural();
    row.created_at.us = columns.integer();
    row.seal = columns.array<32>();
    LV_CHECK(columns.done());
    LV_TRY(numbers, unpack_numbers(roles));
    row.roles = std::move(numbers);
    rows.push_back(std::move(row));
  }
}

Result<std::vector<CredentialRow>> read_credentials(sql::Connection& db, TenantId tenant) {
  LV_TRY(statement, db.statement(Sql::credentials));
  sql::Run run = statement->run();
  run.bind(tenant.bytes);
  std::vector<CredentialRow> rows;
  for (;;) {
    LV_TRY(step, run.step());
    if (step == Step::done) return rows;
    Columns columns(run);
    CredentialRow row;
    row.tenant = tenant;
    row.credential.bytes = columns.array<16>();
    row.principal.bytes = columns.array<16>();
    row.kind = static_cast<CredentialKind>(columns.between(1, 2));
    row.standing = static_cast<Standing>(columns.between(1, 2));
    row.secret_hash = columns.array<32>();
    row.token_term = static_cast<std::uint32_t>(columns.between(0, 0xffff'ffff));
    Bytes purposes = columns.blob(numbers_bytes_max);
    row.created_at.us = columns.integer();
    row.expires_at.us = columns.integer();
    row.position.value = columns.natural();
    row.seal = columns.array<32>();
    LV_CHECK(columns.done());
    LV_TRY(numbers, unpack_numbers(purposes));
    row.purposes = std::move(numbers);
    rows.push_back(std::move(row));
  }
}

Result<std::vector<WrappedKeyRow>> read_wrapped_keys(sql::Connection& db, TenantId tenant) {
  LV_TRY(statement, db.statement(Sql::wrapped_keys));
  sql::Run run = statement->run();
  run.bind(tenant.bytes);
  std::vector<WrappedKeyRow> rows;
  for (;;) {
    LV_TRY(step, run.step());
    if (step == Step::done) return rows;
    Columns columns(run);
    WrappedKeyRow row;
    row.tenant = tenant;
    row.kind = static_cast<KeyKind>(columns.between(1, 2));
    row.owner = static_cast<std::uint16_t>(columns.between(0, 0xffff));
    row.term = static_cast<std::uint32_t>(columns.between(0, 0xffff'ffff));
    row.blob = columns.blob(1024);
    LV_CHECK(columns.done());
    rows.push_back(std::move(row));
  }
}

} // namespace lv::store
