// Random bytes for nonces, ids and salts, from the kernel's CSPRNG through a pool per thread
// (one system call per page of randomness). Thread safe; safe across fork: a child never repeats
// its parent's bytes. Never fails: aborts when the kernel refuses. Keys use Secret::random.
#pragma once

#include <cstdint>
#include <span>

namespace lv {

void random_bytes(std::span<std::uint8_t> out);

// The same, straight from the kernel: nothing passes through the pool.
void kernel_random_bytes(std::span<std::uint8_t> out);

} // namespace lv
