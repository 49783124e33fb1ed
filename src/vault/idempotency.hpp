// Idempotency: which requests run now (memory only) and which left a row (the store).
#pragma once

#include "vault/state.hpp"

namespace lv::vault {

// What an idempotent request has made, as its row remembers it: ids and numbers, never an answer.
struct Made {
  ByteArray<16> object{}; // rows of a lead's id are erased with the lead
  std::uint64_t version = 0;
  std::uint16_t status = 201;
};

// An idempotent request on its way, from its entrance to its end. Without a key from the caller
// it was never seen and leaves nothing.
class Once {
public:
  // idempotency_running: one with this key is being processed; idempotency_mismatch: the key was
  // used with another payload.
  static Result<Once> enter(Vault::State& state, const policy::Caller& caller,
                            const std::optional<Idempotency>& asked);

  // What an earlier request with this key left, if one did.
  const std::optional<store::IdempotencyRow>& seen() const { return seen_; }
  // What this one leaves, to be put in the transaction of its effect.
  std::optional<store::IdempotencyRow> row(const Made& made) const;

private:
  // Holds the place of a running request; another with the same key is refused until it leaves.
  class Place;

  Once() = default;

  std::shared_ptr<Place> place_;
  std::optional<store::IdempotencyRow> seen_;
  std::optional<store::IdempotencyRow> blank_; // of this request, without what it made
};

Result<void> put_once(store::Transaction& transaction,
                      const std::optional<store::IdempotencyRow>& row);

// Keyed, so that the stored rows tell nothing of what the caller chose.
Digest idempotency_key(const Vault::State& state, std::string_view text);

// The unexpired row of an earlier request, if any.
Result<std::optional<store::IdempotencyRow>> seen_before(Vault::State& state,
                                                         const policy::Caller& caller,
                                                         std::uint16_t route, const Digest& key);

} // namespace lv::vault
