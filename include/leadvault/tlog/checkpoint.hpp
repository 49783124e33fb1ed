// C2SP tlog-checkpoint: a signed note whose text is origin, size and root of a log.
// Values; thread safe when const. Never signs two heads: that is the audit log's duty.
#pragma once

#include "leadvault/tlog/merkle.hpp"
#include "leadvault/tlog/note.hpp"

namespace lv::tlog {

struct Checkpoint {
  std::string origin;
  TreeHead head;
};

std::string checkpoint_text(const Checkpoint& checkpoint);

// Extension lines are allowed and ignored; an empty one, a size with a leading zero or a root that
// is not 32 bytes of canonical base64 are not. Error: malformed.
Result<Checkpoint> parse_checkpoint_text(std::string_view text);

// Errors: invalid (the origin is not the signer's name).
Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const NoteSigner& signer);

// Opens a note signed by one of `verifiers` and demands that its origin is `origin`.
// Errors: as open_note; wrong_key when the origin is another.
Result<Checkpoint> open_checkpoint(std::string_view note, std::string_view origin,
                                   std::span<const NoteVerifier> verifiers);

} // namespace lv::tlog
