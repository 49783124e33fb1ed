// Memo: what was worked out lately, by its key. A table of fixed size in which a new value takes
// the place of whatever was there, so that it is bounded whoever asks for what. Thread safe. For
// what takes longer to work out than a lock and a comparison; gives nothing that was not put.
#pragma once

#include <array>
#include <mutex>
#include <optional>
#include <utility>

namespace lv {

template <class Key, class Value, class Hash, std::size_t Slots>
class Memo {
public:
  template <class Like> // of a Key, so that none must be made to look
  std::optional<Value> find(const Like& key) const {
    const std::lock_guard lock(mutex_);
    const auto& slot = slots_[Hash()(key) % Slots];
    if (!slot || slot->first != key) return std::nullopt;
    return slot->second;
  }

  void put(Key key, Value value) {
    const std::lock_guard lock(mutex_);
    auto& slot = slots_[Hash()(key) % Slots];
    slot.emplace(std::move(key), std::move(value));
  }

private:
  mutable std::mutex mutex_;
  std::array<std::optional<std::pair<Key, Value>>, Slots> slots_;
};

} // namespace lv
