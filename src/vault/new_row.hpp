// NewRow: a lead made ready to be written: sealed under its new key, tokens and first consents
// beside it. Its position is still open; place() fills it in and seals the row.
#pragma once

#include "leadvault/vault/vault.hpp"

namespace lv::vault {

struct NewRow {
  store::LeadRow row;
  std::vector<store::IndexToken> tokens;
  std::vector<store::ConsentRow> consents;
  std::vector<std::string> warnings;
  lead::FieldSet set;
  KeyId key;
  std::uint32_t key_term = 0;
};

Result<NewRow> make_row(Vault::State& state, TenantId tenant, const lead::NewLead& lead);

// Entries of one new lead: lead_created, then one per consent.
std::vector<audit::Entry> entries_of(const Vault::State& state, const policy::Caller& caller,
                                     const Digest& policy_set, const NewRow& row);

// Inside the store's transaction.
Result<void> place(Vault::State& state, store::Transaction& transaction, Position position,
                   NewRow& row);

} // namespace lv::vault
