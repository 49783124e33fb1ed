#include "vault/idempotency.hpp"

#include "leadvault/crypto/row_seal.hpp"

namespace lv::vault {

Digest idempotency_key(const Vault::State& state, std::string_view text) {
  return crypto::seal_record(state.parts.keyring->active(keys::KeyKind::fingerprint).key,
                             "lv1/idempotency", bytes_of(text));
}

Result<std::optional<store::IdempotencyRow>> seen_before(Vault::State& state,
                                                         const policy::Caller& caller,
                                                         std::uint16_t route, const Digest& key) {
  LV_TRY(row, state.parts.store.idempotency(caller.tenant, caller.principal, route, key));
  if (row && row->expires_at <= state.parts.clock.now()) row.reset();
  return std::move(row);
}

} // namespace lv::vault
