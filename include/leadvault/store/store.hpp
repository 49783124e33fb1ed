// Store: what every backend offers (DESIGN: store contract). Reads are synchronous and fast, on a
// connection of the calling thread; writes go through one writer that commits in groups.
// Every call names the tenant. Thread safe. Never holds a key that opens a field.
#pragma once

#include "leadvault/base/limits.hpp"
#include "leadvault/base/secret.hpp"
#include "leadvault/store/rows.hpp"

#include <functional>
#include <memory>

namespace lv::store {

struct Page {
  std::uint64_t after_change_seq = 0; // exclusive; lists run in change order
  std::size_t limit = 50;
};

// May hold fewer than asked for, even none, and yet not be the last: no page looks at more than
// limits::page_leads_seen_max leads.
struct LeadPage {
  std::vector<LeadSummary> leads;
  std::uint64_t next_after = 0; // after_change_seq of the next page; 0: this is the last
};

// The writer's view, inside one SAVEPOINT of the group's transaction.
class Transaction {
public:
  virtual ~Transaction() = default;

  virtual Result<std::optional<LeadRow>> lead(TenantId tenant, LeadId lead) = 0;
  virtual Result<std::uint64_t> next_change_seq(TenantId tenant) = 0;
  virtual Result<void> insert_lead(const LeadRow& row, const std::vector<IndexToken>& tokens) = 0;
  // By (tenant, lead), conflict if absent. The tokens stay as they are.
  virtual Result<void> update_lead(const LeadRow& row) = 0;
  // As Store::find, with what this transaction has written.
  virtual Result<std::vector<LeadId>> find(TenantId tenant, std::uint16_t index, ByteView token,
                                           std::size_t limit) = 0;
  // Tokens belong to a lead that is there: conflict if absent.
  virtual Result<void> add_tokens(TenantId tenant, LeadId lead, const std::vector<IndexToken>&) = 0;
  virtual Result<void> remove_tokens(TenantId tenant, LeadId lead, std::uint16_t index) = 0;
  virtual Result<void> remove_all_tokens(TenantId tenant, LeadId lead) = 0;
  virtual Result<void> append_consent(TenantId tenant, LeadId lead, const ConsentRow& row) = 0;
  virtual Result<void> remove_consent_evidence(TenantId tenant, LeadId lead) = 0;
  virtual Result<void> put_tenant(const TenantRow& row) = 0;       // insert or replace
  virtual Result<void> put_principal(const PrincipalRow& row) = 0; // insert or replace
  virtual Result<void> put_credential(const CredentialRow& row) = 0;
  virtual Result<void> put_wrapped_key(const WrappedKeyRow& row) = 0;
  virtual Result<void> put_idempotency(const IdempotencyRow& row) = 0;
  virtual Result<void> remove_idempotency_of(TenantId tenant, ByteArray<16> object) = 0;
};

// A job may run more than once only if its SAVEPOINT was rolled back before.
using Job = std::function<Result<void>(Transaction&)>;

// `position` of the entry that announced the job; jobs are submitted in rising positions and become
// durable in that order. `done` is called on the writer thread after the group's commit:
//   ok                      committed and durable
//   the job's own error     rolled back to its SAVEPOINT; the position is noted as not applied
//   any other               the group failed to commit: the store is sealed, nothing was applied
struct Write {
  Position position;
  Job job;
  std::function<void(Result<void>)> done;
  bool truncate_wal = false; // after an erasure: the old pages must not stay in the WAL
};

class Store {
public:
  virtual ~Store() = default;

  virtual Result<std::optional<LeadRow>> lead(TenantId tenant, LeadId lead) = 0;
  virtual Result<LeadPage> list(TenantId tenant, const ListFilter& filter, const Page& page) = 0;
  // Leads with this token in ascending order, as many as asked for.
  virtual Result<std::vector<LeadId>> find(TenantId tenant, std::uint16_t index, ByteView token,
                                           std::size_t limit) = 0;
  virtual Result<std::vector<ConsentRow>> consents(TenantId tenant, LeadId lead) = 0;
  virtual Result<std::optional<IdempotencyRow>>
  idempotency(TenantId tenant, PrincipalId principal, std::uint16_t route, const Digest& key) = 0;
  // One tenant at a time too, so that no statement is without it; `tenants` is the only exception.
  virtual Result<std::vector<TenantRow>> tenants() = 0;
  virtual Result<std::vector<PrincipalRow>> principals(TenantId tenant) = 0;
  virtual Result<std::vector<CredentialRow>> credentials(TenantId tenant) = 0;
  virtual Result<std::vector<WrappedKeyRow>> wrapped_keys(TenantId tenant) = 0;

  // Newest committed position, and whether this one's job was rolled back.
  virtual Result<Position> applied() = 0;
  virtual Result<bool> was_not_applied(Position position) = 0;

  // Bounded queue: overloaded when full, sealed after a failed commit.
  virtual Result<void> submit(Write write) = 0;
  virtual std::size_t queued() const = 0;

  // Finishes what is queued, checkpoints, closes; idempotent. The folder stays locked until the
  // store is destroyed, for others write there too: the audit log closes after it.
  virtual void close() = 0;
};

struct SqlcipherOptions {
  std::string path;                   // of the database file; created when absent and `create`
  InstallationId installation;        // must match what the file says
  std::size_t cache_kib = 256 * 1024; // of all connections together, filled as needed
  std::int64_t busy_timeout_ms = 5'000;
  std::size_t readers_max = 16; // connections; further threads wait for one
  // Of a tenant, until their index tokens are written as a run.
  std::size_t token_delta_changes = limits::token_delta_changes;
  std::function<void(const Error&)> on_integrity; // on the thread that saw a damaged page
};

enum class OpenMode { create_new, open_existing };

// The embedded store. `key` is the 32-byte raw database key. Refuses: not ours, not SQLCipher 4,
// newer schema, wrong key, second process, SQLite older than 3.51.3 — each with its own sentence.
Result<std::unique_ptr<Store>> open_sqlcipher_store(const SqlcipherOptions& options,
                                                    const Secret& key, OpenMode mode);

} // namespace lv::store
