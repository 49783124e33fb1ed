// AuditIndex: who saw what, when and why, as SQL. Derived from the segments, in its own encrypted
// database; may be dropped and rebuilt at any time. Follows the log on its own thread.
// Thread safe. Never answers from rows the log does not hold durable.
#pragma once

#include "leadvault/audit/open.hpp"

namespace lv::audit {

// Where the index takes its rows from: the log's folder, and how far it is durable.
struct IndexSource {
  std::filesystem::path folder;
  AuditKeys keys;
  const AuditLog* log = nullptr; // outlives the index; null: up to the end of the segments
};

enum class DecisionFilter : std::uint8_t { any, released, denied };

struct IndexQuery {
  TenantId tenant;              // always
  LeadId lead;                  // zero = any
  PrincipalId principal;        // zero = any
  CredentialId credential;      // zero = any
  Time from;                    // inclusive; 0 = open
  Time until;                   // exclusive; 0 = open
  std::vector<EntryKind> kinds; // empty = all
  std::uint16_t action = 0;     // 0 = any
  DecisionFilter decision = DecisionFilter::any;
  Position before; // exclusive, newest first; zero = from the newest
  std::size_t limit = limits::page_size_default;
};

struct IndexedEntry {
  Logged logged;
  Entry entry;
};

// Proof that an entry stands in a log of a given head (RFC 9162 inclusion proof).
struct EntryProof {
  std::uint64_t index = 0;
  std::uint64_t size = 0;
  std::vector<Digest> path;
};

class AuditIndex {
public:
  virtual ~AuditIndex() = default;

  // Newest first. `invalid` when the limit is 0 or above limits::page_size_max.
  virtual Result<std::vector<IndexedEntry>> query(const IndexQuery& query) = 0;
  virtual Result<IndexedEntry> entry(TenantId tenant, EntryId entry) = 0; // not_found
  // Blocks until everything up to `position` can be found; unavailable after the timeout.
  virtual Result<void> wait_until(Position position, std::int64_t timeout_ms) = 0;
  virtual Position indexed() const = 0;
  // Path of leaf `index` in the tenant's tree of `size` leaves. Error: invalid.
  virtual Result<EntryProof> prove(TenantId tenant, std::uint64_t index, std::uint64_t size) = 0;
  virtual Result<void> rebuild() = 0; // drops every row and reads the log again
  virtual void close() = 0;           // idempotent
};

// Creates the database when absent; one that does not fit the log is rebuilt.
Result<std::unique_ptr<AuditIndex>> open_audit_index(const std::filesystem::path& database,
                                                     const Secret& key, IndexSource source);

} // namespace lv::audit
