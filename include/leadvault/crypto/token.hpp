// API keys (keys/FORMATS.md §7): `lvk_<credential>_<secret><checksum>`. The checksum is tested
// first, so a mistyped key costs no look-up; only the keyed hash of the secret is ever stored.
// Stateless, thread safe. Never stores, logs or compares a secret in the clear.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/base/secret.hpp"

namespace lv::crypto {

inline constexpr std::size_t api_key_text_bytes = 4 + 26 + 1 + 43 + 6;

using SecretString = std::basic_string<char, std::char_traits<char>, WipingAllocator<char>>;

struct ApiKey {
  CredentialId credential;
  Secret secret; // 32 bytes
};

ApiKey make_api_key(CredentialId credential);
SecretString encode_api_key(const ApiKey& key); // shown once, then forgotten
// Error: malformed for every fault alike (length, alphabet, range, checksum).
Result<ApiKey> parse_api_key(std::string_view text);

// What is stored: BLAKE2b-256(token key, LP("lv1/api-key") LP(credential) LP(secret)).
Digest api_key_hash(const Secret& token_key, const ApiKey& key);
bool api_key_matches(const Secret& token_key, const ApiKey& key, ByteView stored_hash);

} // namespace lv::crypto
