// How rows lie in the database. Everything read back is bounds-checked: a malformed row is
// Errc::integrity, never a guess. Runs on the thread of the connection.
#pragma once

#include "statements.hpp"

#include "leadvault/sql/connection.hpp"
#include "leadvault/store/store.hpp"

namespace lv::store {

// The `fields` column: u8 1 ‖ u16 count ‖ u16 how many are large ‖ per field (u16 number ‖ u8 place
// ‖ lp blob, or for place 1 the BLAKE2b-256 of the blob in large_fields) ‖ BLAKE2b-256 of all
// before it. The digest is there because a damaged overflow page can read as zeros without an
// error; it is no seal.
Bytes pack_fields(const SealedFields& fields);
bool is_large(ByteView blob);
std::size_t large_count(ByteView packed); // what the column says; `unpack_fields` holds it to that
Result<SealedFields> unpack_fields(ByteView packed, const SealedFields& large_fields);

Bytes pack_numbers(const std::vector<std::uint16_t>& numbers);
Result<std::vector<std::uint16_t>> unpack_numbers(ByteView packed); // must ascend

// The `tokens` column: per token u16 index ‖ u16 normaliser version ‖ u8 length ‖ token.
inline constexpr std::size_t packed_tokens_bytes_max = 64 * 1024;
Bytes pack_tokens(const std::vector<IndexToken>& tokens);
Result<std::vector<IndexToken>> unpack_tokens(ByteView packed);

Result<std::optional<LeadRow>> read_lead(sql::Connection& db, TenantId tenant, LeadId lead);
Result<LeadPage> read_list(sql::Connection& db, TenantId tenant, const ListFilter& filter,
                           const Page& page);
// Of a lead that is not there: none.
Result<std::vector<IndexToken>> read_tokens(sql::Connection& db, TenantId tenant, LeadId lead);
Result<std::vector<ConsentRow>> read_consents(sql::Connection& db, TenantId tenant, LeadId lead);
Result<std::optional<IdempotencyRow>> read_idempotency(sql::Connection& db, TenantId tenant,
                                                       PrincipalId principal, std::uint16_t route,
                                                       const Digest& key);
Result<std::vector<TenantRow>> read_tenants(sql::Connection& db);
Result<std::vector<PrincipalRow>> read_principals(sql::Connection& db, TenantId tenant);
Result<std::vector<CredentialRow>> read_credentials(sql::Connection& db, TenantId tenant);
Result<std::vector<WrappedKeyRow>> read_wrapped_keys(sql::Connection& db, TenantId tenant);

inline std::int64_t number(std::uint64_t value) { return static_cast<std::int64_t>(value); }
template <class Enum>
requires std::is_enum_v<Enum> std::int64_t number(Enum value) {
  return static_cast<std::int64_t>(value);
}

} // namespace lv::store
