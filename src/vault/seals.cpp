#include "vault/seals.hpp"

#include "leadvault/crypto/row_seal.hpp"
#include "leadvault/crypto/wrapped_key.hpp"

namespace lv::vault {
namespace {

constexpr std::string_view tenant_label = "lv1/tenant";
constexpr std::string_view principal_label = "lv1/principal";
constexpr std::string_view credential_label = "lv1/credential";

// Permanent numbers of the clear columns of a lead row (keys/FORMATS.md §4.1).
enum Column : std::uint16_t {
  column_liveness = 1,
  column_stage = 2,
  column_subject_kind = 3,
  column_channel = 4,
  column_residency = 5,
  column_created_at = 6,
  column_updated_at = 7,
  column_change_seq = 8,
  column_flags = 9,
};

Result<Bytes> lead_bytes(const store::LeadRow& row) {
  const auto number = [](auto value) { return static_cast<std::int64_t>(value); };
  const std::array columns{
      crypto::ClearColumn{column_liveness, number(row.liveness)},
      crypto::ClearColumn{column_stage, number(row.stage)},
      crypto::ClearColumn{column_subject_kind, number(row.subject_kind)},
      crypto::ClearColumn{column_channel, number(row.channel)},
      crypto::ClearColumn{column_residency, bytes_of(row.residency)},
      crypto::ClearColumn{column_created_at, row.created_at.us},
      crypto::ClearColumn{column_updated_at, row.updated_at.us},
      crypto::ClearColumn{column_change_seq, number(row.change_seq)},
      crypto::ClearColumn{column_flags, number(row.flags)},
  };
  std::vector<crypto::SealedField> fields;
  fields.reserve(row.fields.size());
  for (const auto field : row.fields) {
    LV_TRY(seal, crypto::blob_seal(field.blob));
    fields.push_back({field.field, seal});
  }
  KeyId key;
  if (!row.wrapped_key.empty()) {
    LV_TRY(header, crypto::parse_wrapped_key(row.wrapped_key));
    key = header.key_id;
  }
  return crypto::encode_lead_row(
      {row.tenant, row.lead, row.version, row.position.value, key, columns, fields});
}

Bytes consent_bytes(const store::LeadRow& row) {
  ByteWriter out;
  out.reserve(48 + row.consent_state.size());
  out.raw(row.tenant.view());
  out.raw(row.lead.view());
  out.u64(row.position.value);
  out.lp(row.consent_state);
  return out.take();
}

Bytes bytes_of_row(const store::TenantRow& row) {
  ByteWriter out;
  out.raw(row.tenant.view());
  out.raw(row.log.view());
  out.lp(row.name);
  out.u64(row.position.value);
  out.i64(row.created_at.us);
  return out.take();
}

void numbers(ByteWriter& out, const std::vector<std::uint16_t>& list) {
  out.u32(static_cast<std::uint32_t>(list.size()));
  for (const auto number : list) out.u16(number);
}

Bytes bytes_of_row(const store::PrincipalRow& row) {
  ByteWriter out;
  out.raw(row.tenant.view());
  out.raw(row.principal.view());
  out.u8(static_cast<std::uint8_t>(row.kind));
  out.u8(static_cast<std::uint8_t>(row.standing));
  out.lp(row.name);
  numbers(out, row.roles);
  out.u64(row.position.value);
  out.i64(row.created_at.us);
  return out.take();
}

Bytes bytes_of_row(const store::CredentialRow& row) {
  ByteWriter out;
  out.raw(row.tenant.view());
  out.raw(row.credential.view());
  out.raw(row.principal.view());
  out.u8(static_cast<std::uint8_t>(row.kind));
  out.u8(static_cast<std::uint8_t>(row.standing));
  out.raw(row.secret_hash);
  out.u32(row.token_term);
  numbers(out, row.purposes);
  out.i64(row.created_at.us);
  out.i64(row.expires_at.us);
  out.u64(row.position.value);
  return out.take();
}

} // namespace

Result<void> Seals::seal(store::LeadRow& row) const {
  LV_TRY(canonical, lead_bytes(row));
  row.seal = crypto::row_seal(key(), canonical);
  row.consent_seal = crypto::seal_record(key(), crypto::consents_label, consent_bytes(row));
  return {};
}

Result<void> Seals::verify(const store::LeadRow& row) const {
  LV_TRY(canonical, lead_bytes(row));
  LV_CHECK(crypto::verify_row_seal(key(), canonical, row.seal));
  return crypto::verify_record(key(), crypto::consents_label, consent_bytes(row), row.consent_seal);
}

void Seals::seal(store::TenantRow& row) const {
  row.seal = crypto::seal_record(key(), tenant_label, bytes_of_row(row));
}
void Seals::seal(store::PrincipalRow& row) const {
  row.seal = crypto::seal_record(key(), principal_label, bytes_of_row(row));
}
void Seals::seal(store::CredentialRow& row) const {
  row.seal = crypto::seal_record(key(), credential_label, bytes_of_row(row));
}
Result<void> Seals::verify(const store::TenantRow& row) const {
  return crypto::verify_record(key(), tenant_label, bytes_of_row(row), row.seal);
}
Result<void> Seals::verify(const store::PrincipalRow& row) const {
  return crypto::verify_record(key(), principal_label, bytes_of_row(row), row.seal);
}
Result<void> Seals::verify(const store::CredentialRow& row) const {
  return crypto::verify_record(key(), credential_label, bytes_of_row(row), row.seal);
}

} // namespace lv::vault
