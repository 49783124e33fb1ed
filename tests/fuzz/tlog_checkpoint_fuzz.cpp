// Any bytes as a checkpoint's text, and signed. What is read stands in the text, word for word;
// signed, it opens as what it says under its own name and key, and no changed byte goes unnoticed.
#include "fuzz.hpp"

#include "leadvault/tlog/checkpoint.hpp"

using namespace lv;
using namespace lv::tlog;
using lv::fuzz::demand;

namespace {

bool equal(const Checkpoint& a, const Checkpoint& b) {
  return a.origin == b.origin && a.head.size == b.head.size && a.head.root == b.head.root;
}

Result<NoteSigner> signer_named(const std::string& name) {
  static const auto seed = fuzz::key_of(ByteArray<32>{1});
  return NoteSigner::make(name, seed);
}

void open_changed(std::string note, const Checkpoint& checkpoint, const NoteVerifier& verifier) {
  const auto at = checkpoint.head.size % note.size();
  note[at] = static_cast<char>(note[at] ^ (1 << checkpoint.head.root[0] % 7));
  const auto opened = open_checkpoint(note, checkpoint.origin, {&verifier, 1});
  demand(!opened, "a signed checkpoint with a bit changed does not open");
}

void sign_given(const Checkpoint& checkpoint, std::string_view text) {
  const auto signer = signer_named(checkpoint.origin);
  if (!signer) return; // an origin that is no key name
  const auto& verifier = signer->verifier();
  const auto note = sign_checkpoint(checkpoint, *signer);
  demand(note.has_value(), "what was read as a checkpoint can be signed");
  const auto opened = open_checkpoint(*note, checkpoint.origin, {&verifier, 1});
  demand(opened && equal(*opened, checkpoint), "what was signed opens as itself");
  demand(!open_checkpoint(*note, checkpoint.origin + "0", {&verifier, 1}),
         "a checkpoint does not open as another log's");
  const auto stranger = signer_named(checkpoint.origin + "0");
  demand(stranger && !sign_checkpoint(checkpoint, *stranger), "only its own log signs it");
  open_changed(*note, checkpoint, verifier);
  if (const auto whole = signer->sign(text)) { // with its extension lines
    const auto extended = open_checkpoint(*whole, checkpoint.origin, {&verifier, 1});
    demand(extended && equal(*extended, checkpoint), "extension lines change nothing");
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto checkpoint = parse_checkpoint_text(text);
  if (!checkpoint) return 0;
  demand(text.starts_with(checkpoint_text(*checkpoint)), "a checkpoint has one text only");
  sign_given(*checkpoint, text);
  return 0;
}
