#include "leadvault/tlog/note.hpp"

#include "tlog/utf8.hpp"

#include "leadvault/crypto/hash.hpp"

namespace lv::tlog {

namespace {

constexpr std::uint8_t type_ed25519 = 0x01;
constexpr std::string_view signature_mark = "\xe2\x80\x94 "; // em dash, space
constexpr std::string_view skey_mark = "PRIVATE+KEY+";

NoteKeyId key_id(std::string_view name, const crypto::PublicKey& key) {
  ByteWriter message;
  message.raw(bytes_of(name));
  message.u8('\n');
  message.u8(type_ed25519);
  message.raw(key);
  const Digest hash = crypto::sha256(message.view());
  return {hash[0], hash[1], hash[2], hash[3]};
}

struct KeyText {
  std::string_view name;
  NoteKeyId id{};
  ByteArray<32> key{};
};

// name "+" hex8 "+" base64(type || 32 bytes); base64 itself may hold a plus.
Result<KeyText> parse_key_text(std::string_view text) {
  const auto first = text.find('+');
  const auto second = first == text.npos ? first : text.find('+', first + 1);
  if (second == text.npos) return LV_FAIL(malformed, "a note key has three parts");
  KeyText out;
  out.name = text.substr(0, first);
  if (!is_note_key_name(out.name)) return LV_FAIL(malformed, "a note key needs a name");
  LV_TRY(id, from_hex(text.substr(first + 1, second - first - 1)));
  LV_TRY(key, from_base64(text.substr(second + 1)));
  if (id.size() != 4 || key.size() != 33 || key[0] != type_ed25519)
    return LV_FAIL(malformed, "a note key has an 8-digit id and an Ed25519 key");
  std::copy(id.begin(), id.end(), out.id.begin());
  std::copy(key.begin() + 1, key.end(), out.key.begin());
  wipe(key);
  return out;
}

// Text a note may hold: UTF-8, no control characters but newline, newline at the end.
bool is_note_text(std::string_view text) {
  if (text.empty() || text.back() != '\n') return false;
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n') return false;
  return is_utf8(text);
}

Result<NoteSignature> parse_signature_line(std::string_view line) {
  const auto bad = LV_FAIL(malformed, "a note's signature line is malformed");
  if (line.substr(0, signature_mark.size()) != signature_mark) return bad;
  line.remove_prefix(signature_mark.size());
  const auto space = line.find(' ');
  if (space == line.npos || !is_note_key_name(line.substr(0, space))) return bad;
  auto bytes = from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() < 5) return bad;
  NoteSignature out;
  out.name = line.substr(0, space);
  std::copy_n(bytes->begin(), 4, out.id.begin());
  out.signature.assign(bytes->begin() + 4, bytes->end());
  return out;
}

} // namespace

bool is_note_key_name(std::string_view name) {
  if (name.empty() || !is_utf8(name) || name.find('+') != name.npos) return false;
  return !has_unicode_space_or_control(name);
}

Result<NoteVerifier> NoteVerifier::make(std::string name, const crypto::PublicKey& key) {
  if (!is_note_key_name(name)) return LV_FAIL(invalid, "not a note key name");
  NoteVerifier out;
  out.name_ = std::move(name);
  out.key_ = key;
  out.id_ = key_id(out.name_, key);
  return out;
}

Result<NoteVerifier> NoteVerifier::parse(std::string_view vkey) {
  LV_TRY(parts, parse_key_text(vkey));
  LV_TRY(made, make(std::string(parts.name), parts.key));
  if (made.id_ != parts.id) return LV_FAIL(malformed, "a note key's id does not fit its key");
  return made;
}

std::string NoteVerifier::vkey() const {
  Bytes typed{type_ed25519};
  typed.insert(typed.end(), key_.begin(), key_.end());
  return name_ + "+" + to_hex(id_) + "+" + to_base64(typed);
}

Result<NoteSigner> NoteSigner::make(std::string name, const Secret& seed) {
  LV_TRY(key, crypto::SigningKey::from_seed(seed));
  LV_TRY(verifier, NoteVerifier::make(std::move(name), key.public_key()));
  return NoteSigner(std::move(verifier), std::move(key));
}

Result<NoteSigner> NoteSigner::parse(std::string_view skey) {
  if (skey.substr(0, skey_mark.size()) != skey_mark)
    return LV_FAIL(malformed, "not a note signing key");
  LV_TRY(parts, parse_key_text(skey.substr(skey_mark.size())));
  const Secret seed = Secret::copy_of(parts.key);
  wipe(parts.key);
  LV_TRY(made, make(std::string(parts.name), seed));
  if (made.verifier_.id() != parts.id)
    return LV_FAIL(malformed, "a note key's id does not fit its key");
  return std::move(made);
}

Result<std::string> NoteSigner::sign(std::string_view text) const {
  if (!is_note_text(text)) return LV_FAIL(invalid, "not a text that a note may hold");
  const crypto::Signature signature = key_.sign(bytes_of(text));
  Bytes line(verifier_.id().begin(), verifier_.id().end());
  line.insert(line.end(), signature.begin(), signature.end());
  std::string out(text);
  out += "\n";
  out += signature_mark;
  out += verifier_.name() + " " + to_base64(line) + "\n";
  return out;
}

Result<Note> parse_note(std::string_view note) {
  if (note.size() > note_bytes_max) return LV_FAIL(malformed, "a note is too long");
  if (!is_note_text(note)) return LV_FAIL(malformed, "a note is not plain UTF-8 text");
  const auto split = note.rfind("\n\n"); // the last empty line
  if (split == note.npos) return LV_FAIL(malformed, "a note has no signatures");
  Note out;
  out.text = note.substr(0, split + 1);
  std::string_view lines = note.substr(split + 2);
  if (lines.empty()) return LV_FAIL(malformed, "a note has no signatures");
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    if (out.signatures.size() == note_signatures_max)
      return LV_FAIL(malformed, "a note has too many signatures");
    LV_TRY(signature, parse_signature_line(lines.substr(0, end)));
    out.signatures.push_back(std::move(signature));
    lines.remove_prefix(end + 1);
  }
  return out;
}

Result<Note> open_note(std::string_view text, std::span<const NoteVerifier> verifiers) {
  LV_TRY(note, parse_note(text));
  std::size_t good = 0;
  for (const NoteSignature& signature : note.signatures) {
    for (const NoteVerifier& verifier : verifiers) {
      if (verifier.name() != signature.name || verifier.id() != signature.id) continue;
      if (!crypto::verify(verifier.key(), bytes_of(note.text), signature.signature))
        return LV_FAIL(integrity, "a known key's signature on the note does not verify");
      ++good;
    }
  }
  if (good == 0) return LV_FAIL(wrong_key, "the note is not signed by a known key");
  return std::move(note);
}

} // namespace lv::tlog
