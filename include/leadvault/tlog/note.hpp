// C2SP signed-note: a text and Ed25519 signature lines, each with a key name and a 4-byte key id.
// Values; thread safe when const. Strict: control characters, invalid UTF-8, a known key whose
// signature fails, non-canonical base64: the whole note is refused. Unknown signers are kept aside.
#pragma once

#include "leadvault/crypto/sign.hpp"

#include <string>

namespace lv::tlog {

using NoteKeyId = ByteArray<4>;

inline constexpr std::size_t note_bytes_max = 1'000'000;
inline constexpr std::size_t note_signatures_max = 100;

// Who may be believed: a name and an Ed25519 public key.
class NoteVerifier {
public:
  static Result<NoteVerifier> make(std::string name, const crypto::PublicKey& key);
  static Result<NoteVerifier> parse(std::string_view vkey); // name+hex(id)+base64(0x01 || key)

  const std::string& name() const { return name_; }
  const NoteKeyId& id() const { return id_; }
  const crypto::PublicKey& key() const { return key_; }
  std::string vkey() const;

private:
  NoteVerifier() = default;
  std::string name_;
  NoteKeyId id_{};
  crypto::PublicKey key_{};
};

class NoteSigner {
public:
  static Result<NoteSigner> make(std::string name, const Secret& seed);
  // PRIVATE+KEY+name+hex(id)+base64(0x01 || seed): published test keys; ours live in the keyring.
  static Result<NoteSigner> parse(std::string_view skey);

  const NoteVerifier& verifier() const { return verifier_; }
  // `text` ends with a newline and follows the rules above. Error: invalid.
  Result<std::string> sign(std::string_view text) const;

private:
  NoteSigner(NoteVerifier verifier, crypto::SigningKey key)
      : verifier_(std::move(verifier)), key_(std::move(key)) {}
  NoteVerifier verifier_;
  crypto::SigningKey key_;
};

struct NoteSignature {
  std::string name;
  NoteKeyId id{};
  Bytes signature; // as the key's type defines; 64 bytes for Ed25519
};

struct Note {
  std::string text; // with its last newline
  std::vector<NoteSignature> signatures;
};

bool is_note_key_name(std::string_view name); // not empty, UTF-8, no space, no plus

Result<Note> parse_note(std::string_view note); // syntax only; error: malformed

// The text, if at least one of `verifiers` signed and none of them wrongly.
// Errors: malformed, integrity (a known key's signature fails), wrong_key (none is known).
Result<Note> open_note(std::string_view note, std::span<const NoteVerifier> verifiers);

} // namespace lv::tlog
