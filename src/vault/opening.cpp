#include "vault/opening.hpp"

#include "vault/sealing.hpp"
#include "vault/state.hpp"

#include "leadvault/lead/mask.hpp"

#include <algorithm>
#include <cstdlib>

namespace lv::vault {
namespace {

constexpr std::size_t texts_bytes_likely = 2'048; // a row may hold much that is not asked for

void mark_withheld(FieldOut& out, const policy::PermitData& permit, lead::FieldId field) {
  out.withheld = code_name(Errc::not_permitted);
  for (const auto& withheld : permit.withheld) {
    if (withheld.field == field) out.withheld = code_of(withheld);
  }
}

lead::MaskKind mask_of(const policy::PermitData& permit, const lead::FieldDef& field) {
  for (const auto& masked : permit.masks) {
    if (masked.field == field.id) return masked.mask;
  }
  return field.mask;
}

} // namespace

Result<Disclosed<LeadView>> Opener::open(Vault::State& state, const store::LeadRow& row,
                                         const policy::Permit& permit,
                                         const audit::Receipt& receipt,
                                         const std::vector<policy::FieldAsk>& asked) {
  const auto& data = permit.data();
  if (!receipt.covers(permit) || data.lead != row.lead || data.tenant != row.tenant ||
      data.version != row.version || data.lead_position != row.position) {
    std::abort();
  }
  LV_TRY(cipher, unwrap_fields(state, row));

  LeadView view;
  view.summary = {row.lead,       row.version,    row.change_seq, row.position,
                  row.created_at, row.updated_at, row.stage,      row.subject_kind,
                  row.channel,    row.residency,  row.flags};
  view.logged = receipt.logged();
  view.fields.reserve(asked.size());
  view.texts.reserve(std::min(row.fields.memory().size(), texts_bytes_likely));
  for (const auto& ask : asked) {
    const auto* definition = state.parts.catalogue->field(ask.field);
    if (definition == nullptr) return LV_FAIL(internal, "a decided field is not in the catalogue");
    FieldOut& out = view.fields.emplace_back();
    out.name = definition->name;
    const bool released = data.released.contains(ask.field) && ask.view == policy::View::value;
    const bool masked = data.masked.contains(ask.field);
    if (!released && !masked) {
      mark_withheld(out, data, ask.field);
    } else if (const auto blob = row.fields.find(ask.field.value)) {
      LV_TRY(seal, crypto::blob_seal(*blob));
      const crypto::FieldPlace place{ask.field.value, seal.sealed_version};
      if (released) {
        LV_TRY(opened, cipher.open_onto(place, *blob, view.texts));
        out.text = {opened.at, opened.size};
      } else {
        LV_TRY(opened, cipher.open(place, *blob));
        const auto mask = lead::mask_value(mask_of(data, *definition), opened.value);
        out.text = {view.texts.size(), mask.size()};
        view.texts += mask;
      }
    }
    out.view = released ? policy::View::value : policy::View::mask;
  }
  return Disclosed<LeadView>(std::move(view));
}

Refusal refusal_of(const lead::Catalogue& catalogue, const policy::Denial& denial) {
  Refusal refusal;
  refusal.code = denial.reason;
  for (const auto& withheld : denial.withheld) {
    const auto* field = catalogue.field(withheld.field);
    refusal.fields.emplace_back(field != nullptr ? field->name : "", code_of(withheld));
  }
  return refusal;
}

} // namespace lv::vault
