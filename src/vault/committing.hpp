// Committing: entry durable first, then the store commits, then the reply (DESIGN: life of a
// write).
#pragma once

#include "leadvault/vault/vault.hpp"

namespace lv::vault {

struct Commit {
  audit::Append append; // on_durable is set here
  // Runs on the store's writer, in the order of positions, inside its own SAVEPOINT.
  std::function<Result<void>(store::Transaction&, Position)> job;
  std::optional<store::IdempotencyRow> once; // what an idempotent request leaves, with the job
  bool truncate_wal = false;
};

struct Committed {
  Position position;
  std::vector<audit::Logged> logged; // one per entry
};

// moved: what the write was decided on has changed; nothing was logged or stored.
// Any other error after the entry was durable is followed by an outcome entry.
Task<Committed> commit(Vault::State& state, Commit commit);

} // namespace lv::vault
