// Permanent numbers the vault's code knows by name: actions (policies/actions.toml), the reserved
// fields of the lead key's own data, and the jobs that recovery repeats from the log.
#pragma once

#include "leadvault/vault/vault.hpp"

namespace lv::vault {

namespace action {
inline constexpr std::uint16_t read_field = 1;
inline constexpr std::uint16_t read_masked = 2;
inline constexpr std::uint16_t create_lead = 3;
inline constexpr std::uint16_t update_lead = 4;
inline constexpr std::uint16_t delete_lead = 5;
inline constexpr std::uint16_t list_leads = 6;
inline constexpr std::uint16_t search_leads = 7;
inline constexpr std::uint16_t export_leads = 8;
inline constexpr std::uint16_t import_leads = 9;
inline constexpr std::uint16_t record_consent = 10;
inline constexpr std::uint16_t read_consent = 11;
inline constexpr std::uint16_t read_audit = 12;
inline constexpr std::uint16_t manage_principals = 13;
inline constexpr std::uint16_t manage_tenants = 14;
inline constexpr std::uint16_t read_policies = 15;
inline constexpr std::uint16_t manage_policies = 16;
} // namespace action

// Field numbers sealed under the lead key that are not in the catalogue.
inline constexpr std::uint16_t external_ids_field = 1'022;
inline constexpr std::uint16_t evidence_field = 1'023;
inline constexpr std::uint8_t evidence_type = 255;
inline constexpr std::uint8_t external_ids_type = 254;
inline constexpr std::uint16_t external_id_index = 3;
// Keys of imported rows: an index that no catalogue has and no search can name.
inline constexpr std::uint16_t import_row_index = 65'535;

// A withdrawal or an erasure is not given up lightly when other writes race it.
inline constexpr int withdraw_attempts_max = 100;

// `row` is the lead's newest, its seal checked: what is not gets no new seal (P4).
Result<void> apply_consent(Vault::State& state, store::Transaction& transaction, Position position,
                           store::LeadRow row, const store::ConsentRow& consent,
                           const Bytes& next_state);
Result<void> apply_erasure(Vault::State& state, store::Transaction& transaction, Position position,
                           const store::LeadRow& row, Time now);

} // namespace lv::vault
