// Sealing: a lead's values become field blobs and index tokens.
#pragma once

#include "leadvault/crypto/field_blob.hpp"
#include "leadvault/vault/vault.hpp"

namespace lv::vault {

struct SealedValue {
  Bytes blob;
  std::optional<store::IndexToken> token; // when the field is indexed and the value normalises
};

// The lead's key, unwrapped and made ready. Only when the entry that says why is durable (P1).
Result<crypto::FieldCipher> unwrap_fields(Vault::State& state, const store::LeadRow& row);

// `region` (the lead's residency, may be empty) is where a phone number without a calling code is
// dialled. `warnings` gains "phone-not-indexed" when an indexed value does not normalise.
Result<SealedValue> seal_value(Vault::State& state, TenantId tenant, crypto::FieldCipher& cipher,
                               std::uint64_t version, const lead::FieldDef& field,
                               std::string_view text, std::string_view region,
                               std::vector<std::string>& warnings);

Result<Bytes> seal_external_ids(crypto::FieldCipher& cipher, std::uint64_t version,
                                const std::vector<lead::ExternalId>& ids);
// Of one consent event: sealed for its sequence, so that two of a lead cannot change places. Empty
// stays empty.
Result<Bytes> seal_evidence(crypto::FieldCipher& cipher, std::uint32_t sequence,
                            std::string_view evidence);

Result<store::IndexToken> external_id_token(Vault::State& state, TenantId tenant,
                                            const lead::ExternalId& id);

// Token of what a searcher typed; invalid when it cannot be anybody's value.
Result<store::IndexToken> search_token(Vault::State& state, TenantId tenant, std::uint16_t index,
                                       std::string_view text);

// Token of a value that is already sealed: opened here, normalised, never shown.
Result<std::optional<store::IndexToken>>
token_of_sealed(Vault::State& state, const store::LeadRow& row, crypto::FieldCipher& cipher,
                const lead::FieldDef& field, ByteView blob);

void warn_once(std::vector<std::string>& warnings, std::string_view rule);
void warn_not_indexed(std::vector<std::string>& warnings, const lead::FieldDef& field);

} // namespace lv::vault
