// The arena behind Secret: equal slots in one mapping between two guard pages, never dumped,
// locked where the system allows it, zeroed in a forked child. A free slot holds only zeros.
// Thread safe. Never moves and is never unmapped: a Secret may be released until the very end.
#pragma once

#include "leadvault/base/secret.hpp"

#include <mutex>

namespace lv {

class SecretArena {
public:
  static constexpr std::size_t slot_bytes = 64;

  SecretArena() = default;
  SecretArena(const SecretArena&) = delete;
  SecretArena& operator=(const SecretArena&) = delete;

  Result<ArenaStatus> open(LockPolicy policy, std::size_t capacity_bytes);
  std::uint8_t* acquire(); // a slot of zeros; std::bad_alloc when none is free or never opened
  void release(std::uint8_t* slot) noexcept;
  std::size_t free_slots() const;

private:
  Result<void> map(std::size_t capacity_bytes);

  mutable std::mutex mutex_;
  std::uint8_t* slots_ = nullptr;
  std::size_t capacity_bytes_ = 0;
  bool locked_ = false;
  bool hidden_ = false;             // not dumped and wiped on fork
  std::vector<std::uint32_t> free_; // slot numbers; lies outside the arena, reserved in full
};

SecretArena& secret_arena(); // the process's own, made on first use

} // namespace lv
