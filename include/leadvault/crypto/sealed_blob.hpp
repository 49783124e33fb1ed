// Sealed blob v1 (keys/FORMATS.md §6): authenticated encryption with a key commitment for whatever
// is not a field: audit frames, state snapshots, cursors, the keyring, root slots.
// Stateless, thread safe. Never takes a nonce from its caller, never returns unchecked plaintext.
#pragma once

#include "leadvault/base/bytes.hpp"
#include "leadvault/base/secret.hpp"

namespace lv::crypto {

inline constexpr std::size_t sealed_blob_overhead = 4 + 1 + 1 + 4 + 24 + 32 + 16;
inline constexpr std::size_t sealed_blob_plaintext_max = 64 * 1024 * 1024;

// `term` is the term of `key`: readable without the key, so that a reader finds the key and a
// rotation can count. `label` separates uses of one key and is not empty ("lv1/cursor").
// `aad` and `plaintext` may be empty; `plaintext_max` is for what grows with the installation.
// Errors: invalid, too_large.
Result<Bytes> seal_blob(const Secret& key, std::uint32_t term, std::string_view label, ByteView aad,
                        ByteView plaintext, std::size_t plaintext_max = sealed_blob_plaintext_max);

// The same behind what `out` holds, where it is to stand.
Result<void> append_blob(ByteWriter& out, const Secret& key, std::uint32_t term,
                         std::string_view label, ByteView aad, ByteView plaintext);

// Errors: malformed (too short), not_ours (magic), unknown_version, wrong_key (commitment),
// integrity (anything else).
Result<SecretBytes> open_blob(const Secret& key, std::string_view label, ByteView aad,
                              ByteView blob);

Result<std::uint32_t> sealed_blob_term(ByteView blob); // a hint until opened

} // namespace lv::crypto
