#include "vault/sealing.hpp"

#include "vault/actions.hpp"
#include "vault/state.hpp"

#include "leadvault/crypto/blind_token.hpp"
#include "leadvault/lead/normalise.hpp"

#include <algorithm>

namespace lv::vault {
namespace {

Result<store::IndexToken> token_of(Vault::State& state, TenantId tenant,
                                   const lead::IndexDef& index, std::string_view normalised) {
  LV_TRY(key, state.keys.index_key(tenant, index.id));
  LV_TRY(token, crypto::blind_token(key->key, {index.id, index.normaliser_version, index.bits},
                                    bytes_of(normalised)));
  return store::IndexToken{index.id, index.normaliser_version, std::move(token)};
}

Result<SecretText> stored_form(const lead::IndexDef& index, std::string_view text,
                               std::string_view region) {
  if (index.normaliser == lead::Normaliser::phone) return lead::normalise_phone(text, region);
  return lead::index_form(index, text);
}

SecretText external_id_text(const lead::ExternalId& id) {
  SecretText text(id.system.begin(), id.system.end());
  text.push_back('\0');
  text.append(id.id.begin(), id.id.end());
  return text;
}

} // namespace

void warn_once(std::vector<std::string>& warnings, std::string_view rule) {
  if (std::find(warnings.begin(), warnings.end(), rule) == warnings.end()) {
    warnings.emplace_back(rule);
  }
}

void warn_not_indexed(std::vector<std::string>& warnings, const lead::FieldDef& field) {
  warn_once(warnings, std::string(field.name) + "-not-indexed");
}

Result<crypto::FieldCipher> unwrap_fields(Vault::State& state, const store::LeadRow& row) {
  LV_TRY(tenant_key, state.keys.tenant_key(row.tenant));
  LV_TRY(key, state.parts.tenant_keys.open_lead_key(*tenant_key, row.lead, row.wrapped_key));
  return crypto::FieldCipher(std::move(key), {state.installation(), row.tenant, row.lead});
}

Result<SealedValue> seal_value(Vault::State& state, TenantId tenant, crypto::FieldCipher& cipher,
                               std::uint64_t version, const lead::FieldDef& field,
                               std::string_view text, std::string_view region,
                               std::vector<std::string>& warnings) {
  LV_TRY(blob, cipher.seal({field.id.value, version}, static_cast<std::uint8_t>(field.type),
                           bytes_of(text)));
  SealedValue sealed{std::move(blob), std::nullopt};
  if (field.index == 0) return sealed;
  const auto* index = state.parts.catalogue->index(field.index);
  if (index == nullptr) return LV_FAIL(internal, "a field names an index that is not there");
  auto normalised = stored_form(*index, text, region);
  if (!normalised) {
    warn_not_indexed(warnings, field);
    return sealed;
  }
  LV_TRY(token, token_of(state, tenant, *index, *normalised));
  sealed.token = std::move(token);
  return sealed;
}

Result<std::optional<store::IndexToken>>
token_of_sealed(Vault::State& state, const store::LeadRow& row, crypto::FieldCipher& cipher,
                const lead::FieldDef& field, ByteView blob) {
  LV_TRY(seal, crypto::blob_seal(blob));
  LV_TRY(opened, cipher.open({field.id.value, seal.sealed_version}, blob));
  const auto* index = state.parts.catalogue->index(field.index);
  if (index == nullptr) return LV_FAIL(internal, "a field names an index that is not there");
  auto normalised = stored_form(*index, opened.value, row.residency);
  if (!normalised) return std::optional<store::IndexToken>();
  LV_TRY(token, token_of(state, row.tenant, *index, *normalised));
  return std::optional<store::IndexToken>(std::move(token));
}

Result<Bytes> seal_external_ids(crypto::FieldCipher& cipher, std::uint64_t version,
                                const std::vector<lead::ExternalId>& ids) {
  ByteWriter out;
  out.u16(static_cast<std::uint16_t>(ids.size()));
  for (const auto& id : ids) {
    out.lp(id.system);
    out.lp(std::string_view(id.id));
  }
  return cipher.seal({external_ids_field, version}, external_ids_type, out.view());
}

Result<Bytes> seal_evidence(crypto::FieldCipher& cipher, std::uint32_t sequence,
                            std::string_view evidence) {
  if (evidence.empty()) return Bytes();
  return cipher.seal({evidence_field, sequence}, evidence_type, bytes_of(evidence));
}

Result<store::IndexToken> external_id_token(Vault::State& state, TenantId tenant,
                                            const lead::ExternalId& id) {
  const auto* index = state.parts.catalogue->index(external_id_index);
  if (index == nullptr) return LV_FAIL(internal, "the catalogue has no index for external ids");
  LV_TRY(normalised, lead::index_form(*index, external_id_text(id)));
  return token_of(state, tenant, *index, normalised);
}

Result<store::IndexToken> search_token(Vault::State& state, TenantId tenant, std::uint16_t index,
                                       std::string_view text) {
  const auto* definition = state.parts.catalogue->index(index);
  if (definition == nullptr) return LV_FAIL(internal, "there is no such index");
  LV_TRY(normalised, lead::index_form(*definition, text));
  return token_of(state, tenant, *definition, normalised);
}

} // namespace lv::vault
