// The writer's view of the embedded store; lives for one job, on the writer thread.
#pragma once

#include "token_index.hpp"

namespace lv::store {

class SqlcipherTransaction final : public Transaction {
public:
  SqlcipherTransaction(sql::Connection& db, TokenIndex& index) : db_(db), index_(index) {}

  Result<std::optional<LeadRow>> lead(TenantId tenant, LeadId lead) override;
  Result<std::uint64_t> next_change_seq(TenantId tenant) override;
  Result<void> insert_lead(const LeadRow& row, const std::vector<IndexToken>& tokens) override;
  Result<void> update_lead(const LeadRow& row) override;
  Result<std::vector<LeadId>> find(TenantId tenant, std::uint16_t index, ByteView token,
                                   std::size_t limit) override;
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
  template <class... More>
  Result<void> write_lead(Sql which, const LeadRow& row, const More&... more);
  Result<void> insert_large_fields(const LeadRow& row);
  Result<void> set_tokens(TenantId tenant, LeadId lead, const std::vector<IndexToken>& tokens);

  sql::Connection& db_;
  TokenIndex& index_;
};

} // namespace lv::store
