#include "leadvault/base/secret.hpp"

#include "base/secret_arena.hpp"

#include "leadvault/base/random.hpp"

#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace lv {

Result<ArenaStatus> open_secret_arena(LockPolicy policy, std::size_t capacity_bytes) {
  return secret_arena().open(policy, capacity_bytes);
}

Result<void> forbid_core_dumps() {
  const rlimit none{0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0) return LV_FAIL(io, "RLIMIT_CORE cannot be set");
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return LV_FAIL(io, "PR_SET_DUMPABLE was refused");
  return {};
}

Secret::Secret(Secret&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  if (data_ != nullptr) secret_arena().release(data_);
  data_ = std::exchange(other.data_, nullptr);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

Secret::~Secret() {
  if (data_ != nullptr) secret_arena().release(data_);
}

Secret Secret::uninitialised(std::size_t size) {
  if (size > SecretArena::slot_bytes) throw std::length_error("a secret has at most 64 bytes");
  Secret out;
  if (size == 0) return out;
  out.data_ = secret_arena().acquire();
  out.size_ = size;
  return out;
}

Secret Secret::random(std::size_t size) {
  Secret out = uninitialised(size);
  kernel_random_bytes(out.writable());
  return out;
}

Secret Secret::copy_of(ByteView bytes) {
  Secret out = uninitialised(bytes.size());
  std::copy(bytes.begin(), bytes.end(), out.data_);
  return out;
}

bool equal_constant_time(ByteView a, ByteView b) {
  if (a.size() != b.size()) return false; // lengths are not secret here
  return a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace lv
