// AuditLog: the log of record. An append returns after its frame's fdatasync; exactly one frame per
// sync, batches form while the previous sync runs. Owns the marks: object -> position of its last
// write, compared with what a decision was taken on while the new position is assigned.
// Thread safe. After a failed sync it is poisoned: every waiter gets audit_unavailable, for good.
#pragma once

#include "leadvault/audit/entry.hpp"
#include "leadvault/audit/receipt.hpp"
#include "leadvault/base/secret.hpp"
#include "leadvault/base/task.hpp"

#include <functional>
#include <memory>

namespace lv::audit {

using ObjectKey = ByteArray<16>; // a lead, principal, credential or tenant id

// What stands for the policy set in force: its mark is where the newest one since the start was
// written down.
inline constexpr ObjectKey policy_set_object{'l', 'v', '1', '/', 'p', 'o', 'l',
                                             'i', 'c', 'y', '-', 's', 'e', 't'};

// "I read this object at that position"; zero = it must not exist yet.
struct Expectation {
  ObjectKey object{};
  Position position;
};

enum class Lane { normal, denial }; // denials queue apart, so a flood of them evicts no read

struct Append {
  std::vector<Entry> entries; // of one tenant; stand in one frame, in this order
  ShortList<Expectation> expectations;
  std::vector<ObjectKey> touches; // marks that move to the last entry's position
  Lane lane = Lane::normal;
  // Called on the log thread once durable, in position order over all appends, before the waiter:
  // hands the write to the store's queue. A failure means the store is gone: the log seals itself.
  std::function<Result<void>(Position)> on_durable;
};

// What the mark says of a row that was read.
enum class Freshness {
  fresh,   // the row is the newest
  pending, // a newer write is durable in the log and on its way into the store: read again
  stale,   // the store gave an older state than it had committed: integrity alarm
  unknown, // a row the log has never heard of: integrity alarm
};

// Open, or why not: sealed (disk full, log file replaced, store gone) keeps the process up and
// refuses appends; poisoned (a failed sync, an inconsistent tree) is for ever and ends it.
enum class LogState { open, sealed, poisoned, closed };

struct LogCondition {
  LogState state = LogState::open;
  const char* reason = ""; // static text
};

class AuditLog {
public:
  virtual ~AuditLog() = default;

  virtual Task<std::vector<Logged>> append(Append append) = 0;
  virtual Result<std::vector<Logged>> append_blocking(Append append) = 0; // never on an io thread

  // One release entry for these permits (split when long), all of one request. Compares lead,
  // principal, credential and policy-set marks of each permit: `moved` names none, decide again.
  // The permits outlive the call.
  Task<std::vector<Receipt>> release(const std::vector<policy::Permit>& permits);

  // The store's writer tells what became durable, so that frames carry it and marks settle.
  // rolled_back: the job of this position was; its marks fall back.
  enum class Applied { yes, rolled_back };
  virtual void applied(Position position, Applied how) = 0;

  virtual Freshness freshness(const ObjectKey& object, Position row) const = 0;
  virtual Position mark(const ObjectKey& object) const = 0; // zero = never written

  virtual Result<void> open_tenant_log(TenantId tenant, LogId log) = 0;
  virtual std::optional<LogId> tenant_log(TenantId tenant) const = 0; // absent: not opened

  virtual bool accepting() const = 0;
  virtual LogCondition condition() const = 0;
  virtual Position newest() const = 0; // durable

  virtual std::string
  checkpoint(TenantId tenant) const = 0; // signed note, or empty before the first
  virtual void close() = 0;              // last frame, last checkpoint, snapshot; idempotent
};

} // namespace lv::audit
