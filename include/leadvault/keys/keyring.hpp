// Keyring (keys/FORMATS.md §8): one sealed file with every installation key, each in versioned
// terms, and a generation number that rises with each save. Owned by the app.
// Const use from any thread; changes need the only reference. Never holds lead or tenant keys.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/base/secret.hpp"
#include "leadvault/base/time.hpp"
#include "leadvault/keys/provider.hpp"

#include <filesystem>

namespace lv::keys {

// Permanent numbers. Kinds run from 1 to `key_kinds`.
enum class KeyKind : std::uint8_t {
  tenant_wrap = 1, // wraps tenant keys
  index_wrap = 2,  // wraps index keys
  audit_enc = 3,   // audit segment frames
  audit_sign = 4,  // Ed25519 seed of the checkpoint signer
  db = 5,          // SQLCipher raw key of the store
  token = 6,       // keyed hashes of API key secrets
  state = 7,       // row seals, consent seals, freshness snapshots
  cursor = 8,      // page cursors
  fingerprint = 9, // idempotency and import row fingerprints
  backup = 10,     // backup archives
  audit_db = 11,   // SQLCipher raw key of the derived audit index
};
inline constexpr std::uint8_t key_kinds = 11;

enum class TermStatus : std::uint8_t { active = 1, decrypt_only = 2, destroyed = 3 };

struct KeyTerm {
  std::uint32_t term = 0; // from 1, rising
  KeyId id;
  TermStatus status = TermStatus::active;
  Time created;
  Secret key; // empty when destroyed
};

// What users of a key hold; valid as long as the keyring is neither changed nor destroyed.
struct KeyRef {
  std::uint32_t term;
  KeyId id;
  const Secret& key;
};

class Keyring {
public:
  // A new keyring with one active term of each kind and generation 0: save() makes it 1.
  static Result<Keyring> create(InstallationId installation, Time now, RootProvider& provider);

  // `expected_generation` is the newest one known from elsewhere (the audit log), or 0.
  // Errors: io, not_ours, unknown_version, malformed, wrong_key, integrity, config (another kind
  // of provider sealed it), stale_state (older than expected).
  static Result<Keyring> open(const std::filesystem::path& path, RootProvider& provider,
                              std::uint64_t expected_generation = 0);

  // Replaces the file atomically, with the next generation: temporary file, fsync, rename, fsync of
  // the folder. A failure up to the rename leaves the old file and generation; one behind it, the
  // new ones, which a power loss may still take back.
  Result<void> save(const std::filesystem::path& path);

  InstallationId installation() const { return installation_; }
  std::uint64_t generation() const { return generation_; }
  ProviderKind provider() const { return provider_; }

  KeyRef active(KeyKind kind) const;
  // Errors: not_found (no such term, or destroyed).
  Result<KeyRef> by_term(KeyKind kind, std::uint32_t term) const;
  std::span<const KeyTerm> terms(KeyKind kind) const;

  // Rotation: a new term that only decrypts until it is promoted; the former active term then
  // only decrypts. Durable after save().
  Result<std::uint32_t> add_term(KeyKind kind, Time now);
  Result<void> promote(KeyKind kind, std::uint32_t term);
  Result<void> destroy(KeyKind kind, std::uint32_t term); // not the active one; save() makes it so
  // Another provider or passphrase: a new root, so that the old slot opens no later file.
  Result<void> change_provider(RootProvider& provider);
  Keyring duplicate() const; // to change a copy while readers use this one

private:
  Keyring() = default;
  static Result<Keyring> parse(ByteView file, RootProvider& provider);
  Result<Bytes> encode(std::uint64_t generation) const;

  InstallationId installation_;
  std::uint64_t generation_ = 0;
  ProviderKind provider_ = ProviderKind::key_file;
  Bytes slot_;  // the provider's, opaque
  Secret root_; // seals the body
  std::array<std::vector<KeyTerm>, key_kinds> terms_;
};

} // namespace lv::keys
