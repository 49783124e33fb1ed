// Argon2id (RFC 9106, version 1.3, one lane) from a passphrase to a 32-byte key, with parameters
// that are stored beside what the key opens. Costs hundreds of milliseconds: run it on a pool.
// Never accepts parameters from a file that would exhaust memory or time.
#pragma once

#include "leadvault/base/bytes.hpp"
#include "leadvault/base/secret.hpp"

namespace lv::crypto {

struct Argon2Params {
  std::uint32_t passes = 3;
  std::uint32_t memory_kib = 256 * 1024;
  ByteArray<16> salt{};
};

inline constexpr std::uint32_t argon2_passes_max = 16;
inline constexpr std::uint32_t argon2_memory_kib_min = 8 * 1024;
inline constexpr std::uint32_t argon2_memory_kib_max = 1024 * 1024;

// Errors: invalid (parameters out of bounds, empty passphrase), overloaded (no memory).
Result<void> check_argon2_params(const Argon2Params& params);
Result<Secret> argon2id(ByteView passphrase, const Argon2Params& params);

} // namespace lv::crypto
