#include "vault/committing.hpp"

#include "vault/entries.hpp"
#include "vault/idempotency.hpp"
#include "vault/loading.hpp"
#include "vault/state.hpp"

#include "leadvault/base/log.hpp"
#include "leadvault/base/one_shot.hpp"
#include "leadvault/base/planted.hpp"

namespace lv::vault {
namespace {

constexpr std::uint16_t outcome_not_applied = 1;

// The store rolled the job back after its entry was durable: the log must say so.
Async<void> log_not_applied(Vault::State& state, TenantId tenant, Position about) {
  audit::SystemBody body;
  body.code = outcome_not_applied;
  body.about = about;
  audit::Append append;
  append.entries.push_back(system_entry(state, tenant, audit::EntryKind::outcome, std::move(body)));
  auto logged = co_await state.parts.audit.append(std::move(append));
  if (!logged) log::failure("outcome-not-logged", logged.error());
}

// The planted fault: a crash in between leaves the effect without its row.
void put_apart(store::Store& store, const std::optional<store::IdempotencyRow>& once,
               Position position) {
  store::Write write;
  write.position = position;
  write.job = [once](store::Transaction& transaction) { return put_once(transaction, once); };
  write.done = [](const Result<void>&) {};
  if (auto queued = store.submit(std::move(write)); !queued)
    log::failure("planted-fault-failed", queued.error());
}

} // namespace

Task<Committed> commit(Vault::State& state, Commit commit) {
  LV_CO_CHECK(state.check_open());
  const auto place = std::make_shared<WritePlace>(state.writes);
  if (!place->exists()) co_return LV_FAIL(overloaded, "as many writes are queued as may be");
  const auto tenant = commit.append.entries.front().tenant;
  auto stored = std::make_shared<OneShot<Position>>();
  auto& store = state.parts.store;
  auto& audit = state.parts.audit;
  auto& rows = state.rows;
  commit.append.on_durable = [&store, &audit, &rows, stored, place, job = std::move(commit.job),
                              once = std::move(commit.once), touches = commit.append.touches,
                              truncate = commit.truncate_wal](Position position) {
    store::Write write;
    write.position = position;
    write.truncate_wal = truncate;
    write.job = [job, once, stored, position](store::Transaction& transaction) -> Result<void> {
      LV_CHECK(job(transaction, position));
      if (planted(PlantedFault::ack_before_commit)) stored->set(position);
      if (planted(PlantedFault::idempotency_apart)) return {};
      return put_once(transaction, once);
    };
    write.done = [&store, &audit, &rows, stored, place, once, position,
                  touches](Result<void> result) {
      if (planted(PlantedFault::idempotency_apart)) put_apart(store, once, position);
      if (result) {
        for (const auto& object : touches) rows.forget(object); // an erased key goes from here too
        audit.applied(position, audit::AuditLog::Applied::yes);
        stored->set(position);
      } else {
        if (result.error().code() != Errc::sealed) {
          audit.applied(position, audit::AuditLog::Applied::rolled_back);
        }
        stored->set(result.error());
      }
    };
    return store.submit(std::move(write));
  };
  LV_CO_TRY(logged, co_await audit.append(std::move(commit.append)));
  const auto about = logged.back().position;
  auto applied = co_await stored->wait();
  if (!applied) {
    if (applied.error().code() == Errc::sealed) {
      state.sealed.store(static_cast<int>(Errc::io), std::memory_order_release);
    } else {
      co_await log_not_applied(state, tenant, about);
    }
    co_return co_await alarm_if_damaged(state, tenant, applied.error());
  }
  co_return Committed{about, std::move(logged)};
}

} // namespace lv::vault
