// The writer's view of the embedded store; lives for one job, on the writer thread.
#pragma once

#include "row_codec.hpp"

namespace lv::store {

class SqlcipherTransaction final : public Transaction {
public:
  explicit SqlcipherTransaction(sql::Connection& db) : db_(db) {}

  Result<std::optional<LeadRow>> lead(TenantId tenant, LeadId lead) override;
  Result<std::uint64_t> next_change_seq(TenantId tenant) override;
  Result<void> insert_lead(const LeadRow& row) override;
  Result<void> update_lead(const LeadRow& row) override;
  Result<bool> has_token(TenantId tenant, const IndexToken& token) override;
  Result<void> add_tokens(TenantId tenant, LeadId lead, const std::vector<IndexToken>&) override;
  Result<void> remove_tokens(TenantId tenant, LeadId lead, std::uint16_t index) override;
  Result<void> remove_all_tokens(TenantId tenant, LeadId lead) override;
  Result<void> append_consent(TenantId tenant, LeadId lead, const ConsentRow& row) override;
  Result<void> remove_consent_evidence(TenantId tenant, LeadId lead) override;
  Result<void> put_tenant(const TenantRow& row) override;
  Result<void> put_principal(const PrincipalRow& row) override;
  Result<void> put_credential(const CredentialRow& row) override;
  Result<void> put_wrapped_key(const WrappedKeyRow& row) override;
  Result<void> put_idempotency(const IdempotencyRow& row) override;
  Result<void> remove_idempotency_of(TenantId tenant, ByteArray<16> object) override;

private:
  template <class... Values>
  Result<void> run(Sql which, const Values&... values) {
    LV_TRY(statement, db_.statement(which));
    return statement->run().bind(values...).finish();
  }
  Result<void> write_lead(Sql which, const LeadRow& row);

  sql::Connection& db_;
};

} // namespace lv::store
