#include "vault/new_row.hpp"

#include "vault/actions.hpp"
#include "vault/entries.hpp"
#include "vault/sealing.hpp"
#include "vault/state.hpp"

#include "leadvault/crypto/wrapped_key.hpp"
#include "leadvault/lead/catalogue.hpp"

#include <algorithm>

namespace lv::vault {
namespace {

Result<store::ConsentRow> first_consent(const NewRow& row, crypto::FieldCipher& cipher,
                                        const lead::NewConsent& given,
                                        lead::ConsentState& consents) {
  store::ConsentRow consent;
  consent.event.id = make_id<ConsentTag>();
  consent.event.purpose = given.purpose;
  consent.event.sequence = consents.next_sequence();
  consent.event.kind = lead::ConsentEventKind::granted;
  consent.event.basis = given.basis;
  consent.event.time = row.row.created_at;
  consent.event.expiry = given.expiry;
  consent.event.jurisdiction = given.jurisdiction;
  consent.event.notice_version = given.notice_version;
  LV_TRY(sealed, seal_evidence(cipher, consent.event.sequence, given.evidence));
  consent.evidence = std::move(sealed);
  consents.apply(consent.event);
  return consent;
}

} // namespace

Result<NewRow> make_row(Vault::State& state, TenantId tenant, const lead::NewLead& lead) {
  NewRow made;
  auto& row = made.row;
  row.tenant = tenant;
  row.lead = make_id<LeadTag>();
  row.version = 1;
  row.created_at = row.updated_at = state.parts.clock.now();
  row.stage = lead::Stage::new_lead;
  row.subject_kind = lead.subject_kind;
  row.channel = lead.channel;
  row.residency = lead.residency;
  LV_TRY(tenant_key, state.keys.tenant_key(tenant));
  LV_TRY(lead_key, state.parts.tenant_keys.make_lead_key(*tenant_key, row.lead));
  row.wrapped_key = lead_key.row.wrapped;
  made.key = lead_key.row.id;
  made.key_term = lead_key.row.wrapping_term;
  crypto::FieldCipher cipher(std::move(lead_key.key), {state.installation(), tenant, row.lead});

  for (const auto& [field, text] : lead.fields) {
    const auto* definition = state.parts.catalogue->field(field);
    if (definition == nullptr)
      return LV_FAIL(internal, "a validated field is not in the catalogue");
    LV_TRY(sealed, seal_value(state, tenant, cipher, row.version, *definition, text, row.residency,
                              made.warnings));
    made.set.insert(field);
    row.fields.put(field.value, sealed.blob);
    if (sealed.token) made.tokens.push_back(std::move(*sealed.token));
  }
  if (!lead.external_ids.empty()) {
    LV_TRY(sealed, seal_external_ids(cipher, row.version, lead.external_ids));
    made.set.insert(lead::FieldId{external_ids_field});
    row.fields.put(external_ids_field, sealed);
    for (const auto& id : lead.external_ids) {
      LV_TRY(token, external_id_token(state, tenant, id));
      made.tokens.push_back(std::move(token));
    }
  }
  if (!made.warnings.empty()) row.flags |= store::row_flag_phone_not_indexed;

  lead::ConsentState consents;
  for (const auto& given : lead.consents) {
    LV_TRY(consent, first_consent(made, cipher, given, consents));
    made.consents.push_back(std::move(consent));
  }
  row.consent_state = consents.encode();
  return made;
}

std::vector<audit::Entry> entries_of(const Vault::State& state, const policy::Caller& caller,
                                     const Digest& policy_set, const NewRow& row) {
  audit::WriteBody body;
  body.lead = row.row.lead;
  body.version = row.row.version;
  body.key = row.key;
  body.key_term = row.key_term;
  body.set = row.set;
  std::vector<audit::Entry> entries;
  entries.push_back(
      entry_for(state, caller, policy_set, audit::EntryKind::lead_created, std::move(body)));
  for (const auto& consent : row.consents) {
    entries.push_back(entry_for(state, caller, policy_set, audit::EntryKind::consent_granted,
                                audit::ConsentBody{row.row.lead, consent.event}));
    entries.back().purpose = consent.event.purpose;
  }
  return entries;
}

Result<void> place(Vault::State& state, store::Transaction& transaction, Position position,
                   NewRow& made) {
  auto& row = made.row;
  // Seen here, behind every earlier write: of two twins that come together one is flagged.
  for (const auto& token : made.tokens) {
    if (token.index == import_row_index) continue; // says nothing of the person
    LV_TRY(known, transaction.find(row.tenant, token.index, token.token, 1));
    if (!known.empty()) row.flags |= store::row_flag_likely_duplicate;
  }
  LV_TRY(sequence, transaction.next_change_seq(row.tenant));
  row.position = position;
  row.change_seq = sequence;
  LV_CHECK(state.seals.seal(row));
  LV_CHECK(transaction.insert_lead(row, made.tokens));
  for (auto& consent : made.consents) {
    consent.position = position;
    LV_CHECK(transaction.append_consent(row.tenant, row.lead, consent));
  }
  return {};
}

} // namespace lv::vault
