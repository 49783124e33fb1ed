// Idempotency: which requests run now (memory only) and which left a row (the store).
#pragma once

#include "vault/state.hpp"

namespace lv::vault {

// Holds the place of a running request; another with the same key is refused until it leaves.
class IdempotencyEntrance {
public:
  IdempotencyEntrance(RunningRequests& running, PrincipalId principal, std::uint16_t route,
                      const Digest& key)
      : running_(running), key_(principal, route, key), entered_(running.enter(key_)) {}
  ~IdempotencyEntrance() {
    if (entered_) running_.leave(key_);
  }
  IdempotencyEntrance(const IdempotencyEntrance&) = delete;
  IdempotencyEntrance& operator=(const IdempotencyEntrance&) = delete;

  bool entered() const { return entered_; }
  const Digest& key() const { return std::get<2>(key_); }

private:
  RunningRequests& running_;
  RunningRequests::Key key_;
  bool entered_;
};

// Keyed, so that the stored rows tell nothing of what the caller chose.
Digest idempotency_key(const Vault::State& state, std::string_view text);

// The unexpired row of an earlier request, if any.
Result<std::optional<store::IdempotencyRow>> seen_before(Vault::State& state,
                                                         const policy::Caller& caller,
                                                         std::uint16_t route, const Digest& key);

} // namespace lv::vault
