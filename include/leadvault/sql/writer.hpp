// Writer: the one thread that writes a database. Takes all that is queued, commits it in one
// transaction (each item in its own SAVEPOINT), then calls back; never waits on a timer.
// Owned by its store; `submit` and `queued` are thread safe. After a failed commit it is sealed for
// good: it never retries, because the kernel may have dropped what it could not write.
#pragma once

#include "leadvault/base/limits.hpp"
#include "leadvault/sql/connection.hpp"

#include <array>
#include <atomic>
#include <deque>
#include <thread>

namespace lv::sql {

enum class WalAfter { keep, truncate }; // truncate: old pages must not stay in the WAL

struct WriteItem {
  std::function<Result<void>(Connection&)> run;
  // In the same transaction, after `run` failed and its SAVEPOINT was rolled back.
  std::function<Result<void>(Connection&)> rolled_back;
  // On the writer thread: ok = durable; the error of `run` = rolled back; sealed = group failed.
  std::function<void(Result<void>)> done;
  WalAfter wal = WalAfter::keep;
};

struct WriterOptions {
  std::size_t queue_max = limits::write_queue_max;
  std::size_t group_max = limits::write_group_max;
  std::size_t checkpoint_wal_pages = 4'096; // 16 MiB
  // In the transaction, after the last item of the group and before COMMIT.
  std::function<Result<void>(Connection&)> before_commit;
  std::function<void()> after_commit; // before the first answer
};

class Writer {
public:
  Writer(Connection connection, WriterOptions options);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer();

  Result<void> submit(WriteItem item); // overloaded when full, sealed after a failure or close
  std::size_t queued() const;
  bool sealed() const { return sealed_.load(); }
  void close(); // finishes what is queued, truncates the WAL, closes the connection; idempotent

private:
  struct Outcome {
    WriteItem item;
    Result<void> result;
  };

  enum class Control : std::size_t { begin, commit, savepoint, release, rollback_to, count };

  void work();
  std::deque<WriteItem> take_group();
  void commit(std::deque<WriteItem> group);
  Result<void> transact(std::deque<WriteItem>& group, std::vector<Outcome>& outcomes);
  Result<void> run_one(WriteItem& item, Result<void>& outcome);
  Result<void> control(Control which);
  void seal(const Error& cause, std::deque<WriteItem>& group, std::vector<Outcome>& outcomes);
  void truncate_if_wanted();
  void checkpoint_if_large();

  std::unique_ptr<Connection> connection_;
  std::array<std::optional<Statement>, static_cast<std::size_t>(Control::count)> controls_;
  WriterOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<WriteItem> queue_;
  bool closing_ = false;
  bool truncate_wanted_ = false;
  std::atomic<bool> sealed_ = false;
  std::thread thread_;
};

} // namespace lv::sql
