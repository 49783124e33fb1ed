// Connection: a Database with its statements, prepared on first use from a fixed table of texts.
// Pool: readers, lent to one thread at a time; a damaged one is dropped, the next take opens anew.
// Pool is thread safe; a Lease must not be kept across a suspension.
#pragma once

#include "leadvault/sql/statement.hpp"

#include <condition_variable>
#include <mutex>

namespace lv::sql {

class Connection {
public:
  Connection(Database database, std::span<const char* const> texts)
      : database_(std::move(database)), texts_(texts), statements_(texts.size()) {}

  Database& database() { return database_; }
  bool usable() const { return database_.usable(); }

  template <class Which>
  Result<Statement*> statement(Which which) {
    return at(static_cast<std::size_t>(which));
  }

private:
  Result<Statement*> at(std::size_t index);

  Database database_;
  std::span<const char* const> texts_;
  std::vector<std::optional<Statement>> statements_;
};

class Pool {
public:
  using Open = std::function<Result<Database>()>;

  Pool(Open open, std::span<const char* const> texts, std::size_t connections_max);

  class Lease {
  public:
    Lease(Pool* pool, std::unique_ptr<Connection> held) : pool_(pool), held_(std::move(held)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    Connection* operator->() { return held_.get(); }
    Connection& operator*() { return *held_; }

  private:
    Pool* pool_;
    std::unique_ptr<Connection> held_;
  };

  Result<Lease> take(); // waits while all are lent; sealed after close
  void close();         // waits until all are back

private:
  void give_back(std::unique_ptr<Connection> connection);

  Open open_;
  std::span<const char* const> texts_;
  std::size_t connections_max_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t lent_ = 0;
  bool closed_ = false;
};

} // namespace lv::sql
