// Wrapped key v1 (keys/FORMATS.md §2): a 32-byte key sealed under another one, with a commitment
// to the wrapping key that is compared before anything is decrypted.
// Stateless, thread safe. Never takes a nonce from its caller.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/base/secret.hpp"

namespace lv::crypto {

inline constexpr std::size_t key_bytes = 32;
inline constexpr std::size_t wrapped_key_bytes = 126;

struct WrapContext {
  InstallationId installation;
  std::string_view kind; // "tenant", "index", "lead": what the wrapped key is for
  TenantId tenant;
  ByteView owner;         // whose key it is, by kind (keys/FORMATS.md §2.2); never empty
  KeyId key_id;           // of the wrapped key
  std::uint32_t term = 0; // of the wrapping key
};

struct WrappedKeyHeader {
  KeyId key_id;
  std::uint32_t term = 0;
};

// Errors: invalid (a zero id, an empty component, a key that is not 32 bytes).
Result<Bytes> wrap_key(const Secret& wrapping, const WrapContext& context, const Secret& key);

// Errors: malformed (size), unknown_version, wrong_key (the commitment, id or term does not fit),
// integrity (the commitment fits, the rest does not verify).
Result<Secret> unwrap_key(const Secret& wrapping, const WrapContext& context, ByteView wrapped);

// Which key and which wrapping term; no key work, so only a hint until unwrapped.
Result<WrappedKeyHeader> parse_wrapped_key(ByteView wrapped);

} // namespace lv::crypto
