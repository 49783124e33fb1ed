// Secret: key material in one guarded, locked, non-dumpable arena. Move-only; no ==, <<, copy.
// SecretArena::open() once at start; Secrets are wiped when released. Thread safe.
// Plaintext of leads uses SecretBytes, an ordinary vector that wipes itself on release.
#pragma once

#include "leadvault/base/bytes.hpp"

#include <cstddef>
#include <cstring>
#include <memory>

namespace lv {

enum class LockPolicy { best_effort, required }; // what to do when memory cannot be locked

struct ArenaStatus {
  std::size_t capacity_bytes = 0;
  bool locked = false;
};

// Reserves the arena (default 1 MiB) between guard pages: MADV_DONTDUMP, mlock, wipe on fork.
// Fails with Errc::config when locking fails and the policy is `required`. Idempotent.
Result<ArenaStatus> open_secret_arena(LockPolicy policy, std::size_t capacity_bytes = 1 << 20);

// Sets RLIMIT_CORE to 0 and PR_SET_DUMPABLE to 0. Called by main before anything else.
Result<void> forbid_core_dumps();

// 1 to 64 bytes of key material. A moved-from Secret is empty. Making one throws std::bad_alloc
// when the arena is full or was never opened, std::length_error beyond 64 bytes.
class Secret {
public:
  Secret() = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  static Secret random(std::size_t size);     // from the kernel's CSPRNG
  static Secret copy_of(ByteView bytes);      // the caller wipes its own copy
  static Secret uninitialised(std::size_t size); // filled through `writable()` by crypto and keys

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  Secret duplicate() const { return copy_of(reveal()); }

  // Only src/crypto, src/keys and src/sql may call these two (tests/tidy checks).
  ByteView reveal() const { return {data_, size_}; }
  std::span<std::uint8_t> writable() { return {data_, size_}; }

private:
  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

// Not optimised away: the compiler must take it that somebody looks at the zeros. Inline, for a
// request wipes some forty short texts.
inline void wipe(std::span<std::uint8_t> bytes) {
  if (bytes.empty()) return;
  std::memset(bytes.data(), 0, bytes.size());
  asm volatile("" : : "r"(bytes.data()) : "memory");
}
bool equal_constant_time(ByteView a, ByteView b);

template <class T>
struct WipingAllocator {
  using value_type = T;
  WipingAllocator() = default;
  template <class U>
  WipingAllocator(const WipingAllocator<U>&) {}
  T* allocate(std::size_t n) { return std::allocator<T>().allocate(n); }
  void deallocate(T* p, std::size_t n) {
    wipe({reinterpret_cast<std::uint8_t*>(p), n * sizeof(T)});
    std::allocator<T>().deallocate(p, n);
  }
  bool operator==(const WipingAllocator&) const = default;
};

using SecretBytes = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;

} // namespace lv
