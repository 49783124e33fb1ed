// Any bytes as a signed note: what is read of it, put together again, is the note word for word;
// and as a text to sign: the note opens with that text.
#include "fuzz.hpp"

#include "leadvault/tlog/note.hpp"

using namespace lv;
using namespace lv::tlog;
using lv::fuzz::demand;

namespace {

std::string put_together(const Note& note) {
  std::string out = note.text + "\n";
  for (const auto& signature : note.signatures) {
    Bytes line(signature.id.begin(), signature.id.end());
    line.insert(line.end(), signature.signature.begin(), signature.signature.end());
    out += "\u2014 " + signature.name + " " + to_base64(line) + "\n";
  }
  return out;
}

void sign_given(std::string_view text) {
  static const auto signer = NoteSigner::make("fuzz", fuzz::key_of(ByteArray<32>{1})).value();
  const auto note = signer.sign(text);
  if (!note) return; // not a text that a note may hold
  const auto opened = open_note(*note, {&signer.verifier(), 1});
  demand(opened && opened->text == text, "what was signed opens with its text");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  sign_given(bytes);
  const auto note = parse_note(bytes);
  if (!note) return 0;
  demand(put_together(*note) == bytes, "a note has one reading only");
  demand(note->signatures.size() <= note_signatures_max, "a note has a bounded number of signers");
  demand(!open_note(bytes, {}), "a note that nobody known signed is not believed");
  return 0;
}
