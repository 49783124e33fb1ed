// Any bytes as a signed note: what is read of it stands in it, word for word.
#include "leadvault/tlog/checkpoint.hpp"
#include "leadvault/tlog/note.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto note = lv::tlog::parse_note(bytes);
  if (!note) return 0;
  if (!bytes.starts_with(note->text) || !note->text.ends_with('\n')) std::abort();
  if (note->signatures.size() > lv::tlog::note_signatures_max) std::abort();
  (void)lv::tlog::parse_checkpoint_text(note->text);
  return 0;
}
