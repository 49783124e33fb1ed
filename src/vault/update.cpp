// Updating: only the fields that change are sealed again; no other field is opened.
#include "vault/actions.hpp"
#include "vault/committing.hpp"
#include "vault/entries.hpp"
#include "vault/loading.hpp"
#include "vault/sealing.hpp"
#include "vault/state.hpp"

#include "leadvault/audit/lead_key.hpp"

#include <algorithm>

namespace lv::vault {
namespace {

struct Changed {
  store::LeadRow row;
  std::vector<std::uint16_t> dropped_indexes;
  std::vector<store::IndexToken> tokens;
  std::vector<std::string> warnings;
};

Result<void> change_field(Vault::State& state, crypto::FieldCipher& cipher,
                          const FieldChange& change, Changed& out) {
  const auto* definition = state.parts.catalogue->field(change.field);
  if (definition == nullptr) return LV_FAIL(internal, "a validated field is not in the catalogue");
  if (definition->index != 0) out.dropped_indexes.push_back(definition->index);
  if (!change.value) {
    out.row.fields.remove(change.field.value);
    return {};
  }
  LV_TRY(sealed, seal_value(state, out.row.tenant, cipher, out.row.version, *definition,
                            *change.value, out.row.residency, out.warnings));
  out.row.fields.put(change.field.value, sealed.blob);
  if (sealed.token) out.tokens.push_back(std::move(*sealed.token));
  return {};
}

// An index may be fed by several fields (phone, mobile_phone): those that stay unchanged are
// opened to make their tokens again, inside the vault only.
Result<void> keep_other_tokens(Vault::State& state, crypto::FieldCipher& cipher,
                               const LeadChange& change, Changed& out) {
  for (const auto sealed : out.row.fields) {
    const lead::FieldId id{sealed.field};
    const auto* definition = state.parts.catalogue->field(id);
    if (definition == nullptr || definition->index == 0) continue;
    const bool dropped =
        std::count(out.dropped_indexes.begin(), out.dropped_indexes.end(), definition->index) > 0;
    const bool changed = std::any_of(change.fields.begin(), change.fields.end(),
                                     [&](const auto& one) { return one.field == id; });
    if (!dropped || changed) continue;
    LV_TRY(token, token_of_sealed(state, out.row, cipher, *definition, sealed.blob));
    if (token) {
      out.tokens.push_back(std::move(*token));
    } else {
      warn_not_indexed(out.warnings, *definition);
    }
  }
  return {};
}

// Known anew whenever the index of phone numbers was made anew.
void note_phones(const lead::Catalogue& catalogue, Changed& out) {
  const auto is_of_phones = [&catalogue](std::uint16_t id) {
    const auto* index = catalogue.index(id);
    return index != nullptr && index->normaliser == lead::Normaliser::phone;
  };
  if (std::none_of(out.dropped_indexes.begin(), out.dropped_indexes.end(), is_of_phones)) return;
  auto& flags = out.row.flags;
  flags &= static_cast<std::uint8_t>(~store::row_flag_phone_not_indexed);
  if (!out.warnings.empty()) flags |= store::row_flag_phone_not_indexed;
}

// A phone number without a calling code is dialled where the lead lives: its tokens are made anew.
void move_residency(const lead::Catalogue& catalogue, const std::string& residency, Changed& out) {
  if (residency == out.row.residency) return;
  out.row.residency = residency;
  for (const auto& index : catalogue.indexes()) {
    if (index.normaliser == lead::Normaliser::phone) out.dropped_indexes.push_back(index.id);
  }
}

Result<Changed> apply_change(Vault::State& state, store::LeadRow row, const LeadChange& change) {
  Changed out;
  out.row = std::move(row);
  out.row.version += 1;
  out.row.updated_at = state.parts.clock.now();
  LV_TRY(cipher, unwrap_fields(state, out.row));
  if (change.residency) move_residency(*state.parts.catalogue, *change.residency, out);
  for (const auto& field : change.fields) LV_CHECK(change_field(state, cipher, field, out));
  LV_CHECK(keep_other_tokens(state, cipher, change, out));
  note_phones(*state.parts.catalogue, out);
  if (change.stage) out.row.stage = *change.stage;
  if (change.channel) out.row.channel = *change.channel;
  return out;
}

// What the log says of the change, known without opening anything.
Result<audit::WriteBody> body_of(const store::LeadRow& row, const LeadChange& change) {
  LV_TRY(facts, facts_of(row));
  audit::WriteBody body;
  body.lead = row.lead;
  body.version = row.version + 1;
  body.key = facts.key;
  body.key_term = facts.key_term;
  for (const auto& field : change.fields) {
    (field.value ? body.set : body.cleared).insert(field.field);
  }
  return body;
}

Result<void> store_change(Vault::State& state, store::Transaction& transaction, Position position,
                          Changed& changed) {
  auto& row = changed.row;
  LV_TRY(sequence, transaction.next_change_seq(row.tenant));
  row.change_seq = sequence;
  row.position = position;
  LV_CHECK(state.seals.seal(row));
  for (const auto index : changed.dropped_indexes) {
    LV_CHECK(transaction.remove_tokens(row.tenant, row.lead, index));
  }
  LV_CHECK(transaction.add_tokens(row.tenant, row.lead, changed.tokens));
  return transaction.update_lead(row);
}

} // namespace

Task<Written> Vault::update(policy::Caller caller, LeadId lead, LeadChange change) {
  auto& state = *state_;
  LV_CO_TRY(policy_set,
            co_await permit_action(state, caller, action::update_lead, lead::PurposeId{}));
  const auto wanted = std::make_shared<const LeadChange>(std::move(change));
  for (int attempt = 0; attempt < limits::decide_attempts_max; ++attempt) {
    LV_CO_TRY(row, co_await load_live(state, caller.tenant, lead));
    if (row.version != wanted->expected_version) {
      co_return LV_FAIL(precondition_failed, "the lead has changed since you read it");
    }
    const auto mark = audit::lead_key(caller.tenant, lead);
    LV_CO_TRY(body, body_of(row, *wanted));
    const auto version = body.version;
    Commit write;
    write.append.entries.push_back(
        entry_for(state, caller, policy_set, audit::EntryKind::lead_updated, std::move(body)));
    write.append.expectations.push_back({mark, row.position});
    write.append.touches.push_back(mark);
    expect_caller(write.append, caller);
    // The lead's key is opened by the job, once the entry is durable (P1). The row is still the
    // one that was read: the log compared its position.
    const auto warnings = std::make_shared<std::vector<std::string>>();
    write.job = [&state, wanted, warnings,
                 read = std::make_shared<const store::LeadRow>(std::move(row))](
                    store::Transaction& transaction, Position position) -> Result<void> {
      LV_TRY(changed, apply_change(state, *read, *wanted));
      *warnings = changed.warnings;
      return store_change(state, transaction, position, changed);
    };
    auto committed = co_await commit(state, std::move(write));
    if (committed) {
      co_return Written{version, audit::header_value(committed->logged.front()), *warnings};
    }
    if (committed.error().code() != Errc::moved) co_return committed.error();
  }
  co_return LV_FAIL(moved, "the lead kept changing; try again");
}

} // namespace lv::vault
