// AuditKeys: the installation keys the log needs, by reference. Whoever owns the keyring keeps it
// alive and unchanged for as long as the log, its index or a verification uses them.
// Never copied into the log's own files.
#pragma once

#include "leadvault/base/secret.hpp"
#include "leadvault/crypto/sign.hpp"

#include <functional>

namespace lv::audit {

struct TermKey {
  std::uint32_t term = 0;
  const Secret* key = nullptr;
};

using KeyByTerm = std::function<Result<TermKey>(std::uint32_t term)>;

struct AuditKeys {
  TermKey frame;                          // audit-enc, the active term: new segments
  KeyByTerm frame_by_term;                // any term that still decrypts
  TermKey sign;                           // audit-sign, the active term: a 32-byte Ed25519 seed
  std::vector<crypto::PublicKey> signers; // of every term; checkpoints are checked against these
  TermKey state;                          // state: the snapshot
  KeyByTerm state_by_term;
};

} // namespace lv::audit
