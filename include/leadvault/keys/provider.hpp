// Root providers: who can seal and open the keyring's 32-byte root. One is made at start-up, used
// to open or re-seal the keyring and dropped. Not thread safe; passphrases take a second of CPU.
// Never reads a secret from argv or the environment, never writes one to disk in the clear.
// A PKCS#11 token or k-of-n shares are further implementations of RootProvider.
#pragma once

#include "leadvault/base/bytes.hpp"
#include "leadvault/base/id.hpp"
#include "leadvault/base/secret.hpp"
#include "leadvault/crypto/argon2.hpp"

#include <filesystem>
#include <memory>

namespace lv::keys {

enum class ProviderKind : std::uint8_t { passphrase = 1, key_file = 2 };

class RootProvider {
public:
  virtual ~RootProvider() = default;
  virtual ProviderKind kind() const = 0;
  // The slot: everything this provider needs to find the root again, opaque to the keyring.
  virtual Result<Bytes> seal_root(const Secret& root, InstallationId installation) = 0;
  // Errors: wrong_key (another passphrase, file or device), integrity, unknown_version.
  virtual Result<Secret> unseal_root(ByteView slot, InstallationId installation) = 0;
};

// The cost of a new passphrase slot; an existing slot brings its own.
struct PassphraseCost {
  std::uint32_t passes = 3;
  std::uint32_t memory_kib = 256 * 1024;
};

class PassphraseProvider final : public RootProvider {
public:
  // 12 to 1,024 bytes, else Errc::config.
  static Result<std::unique_ptr<PassphraseProvider>> from_bytes(ByteView passphrase,
                                                                PassphraseCost cost = {});
  // Reads one line up to end of file from an open descriptor (a pipe, a prompt, systemd's
  // credential), drops one trailing newline and wipes what it read.
  static Result<std::unique_ptr<PassphraseProvider>> from_descriptor(int descriptor,
                                                                     PassphraseCost cost = {});
  // The file obeys the rules of a key file: regular, ours, 0600 or stricter.
  static Result<std::unique_ptr<PassphraseProvider>> from_file(const std::filesystem::path& path,
                                                               PassphraseCost cost = {});

  ProviderKind kind() const override { return ProviderKind::passphrase; }
  Result<Bytes> seal_root(const Secret& root, InstallationId installation) override;
  Result<Secret> unseal_root(ByteView slot, InstallationId installation) override;

private:
  PassphraseProvider(SecretBytes passphrase, PassphraseCost cost);
  SecretBytes passphrase_;
  PassphraseCost cost_;
};

class KeyFileProvider final : public RootProvider {
public:
  // Errors, each with its own sentence: io, config (symlink or not regular, owner, mode, empty,
  // size), malformed (armour), integrity (checksum).
  static Result<std::unique_ptr<KeyFileProvider>> open(const std::filesystem::path& path);
  // Makes a new key file with mode 0600; refuses to replace an existing file (conflict).
  static Result<void> create(const std::filesystem::path& path);

  ProviderKind kind() const override { return ProviderKind::key_file; }
  Result<Bytes> seal_root(const Secret& root, InstallationId installation) override;
  Result<Secret> unseal_root(ByteView slot, InstallationId installation) override;

private:
  explicit KeyFileProvider(Secret key) : key_(std::move(key)) {}
  Secret key_;
};

} // namespace lv::keys
