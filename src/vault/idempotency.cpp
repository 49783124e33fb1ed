#include "vault/idempotency.hpp"

#include "leadvault/crypto/row_seal.hpp"

namespace lv::vault {

class Once::Place {
public:
  Place(RunningRequests& running, RunningRequests::Key key)
      : running_(running), key_(std::move(key)), entered_(running.enter(key_)) {}
  ~Place() {
    if (entered_) running_.leave(key_);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  bool entered() const { return entered_; }

private:
  RunningRequests& running_;
  RunningRequests::Key key_;
  bool entered_;
};

Result<Once> Once::enter(Vault::State& state, const policy::Caller& caller,
                         const std::optional<Idempotency>& asked) {
  Once once;
  if (!asked) return once;
  const auto key = idempotency_key(state, asked->key);
  once.place_ = std::make_shared<Place>(state.running,
                                        RunningRequests::Key(caller.principal, asked->route, key));
  if (!once.place_->entered())
    return LV_FAIL(idempotency_running, "a request with this Idempotency-Key is running");
  LV_TRY(seen, seen_before(state, caller, asked->route, key));
  if (seen && seen->fingerprint != asked->fingerprint)
    return LV_FAIL(idempotency_mismatch, "this Idempotency-Key was used for another request");
  once.seen_ = std::move(seen);
  const Time until{state.parts.clock.now().us + limits::idempotency_valid_us};
  once.blank_ = store::IdempotencyRow{
      caller.tenant, caller.principal, asked->route, key, asked->fingerprint, 0, {}, 0, until};
  return once;
}

std::optional<store::IdempotencyRow> Once::row(const Made& made) const {
  auto row = blank_;
  if (row) {
    row->object = made.object;
    row->version = made.version;
    row->status = made.status;
  }
  return row;
}

Result<void> put_once(store::Transaction& transaction,
                      const std::optional<store::IdempotencyRow>& row) {
  return row ? transaction.put_idempotency(*row) : Result<void>();
}

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
