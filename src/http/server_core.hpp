// ServerCore: what listeners and sessions of one server share: options, handler, the current TLS
// context, who is connected. Thread safe; lives until the last session and handler is done.
#pragma once

#include "http/body_budget.hpp"
#include "http/tls_context.hpp"
#include "http/turnstile.hpp"

#include "leadvault/base/time.hpp"
#include "leadvault/http/server.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <unordered_map>

namespace lv::http {

class Session;
class Listener;
class ServerCore;

struct AtomicCounters {
  std::atomic<std::uint64_t> connections_total{0};
  std::atomic<std::uint64_t> requests_total{0};
  std::atomic<std::uint64_t> refused_connection_limit{0};
  std::atomic<std::uint64_t> refused_address_limit{0};
  std::atomic<std::uint64_t> refused_by_guard{0};
  std::atomic<std::uint64_t> handshakes_failed{0};
  std::atomic<std::uint64_t> closed_by_deadline{0};
  std::atomic<std::uint64_t> closed_idle{0};
  std::atomic<std::uint64_t> handlers_timed_out{0};
  std::atomic<std::uint64_t> turned_away{0};
};

// A connection that was admitted: counted until this goes.
class Admission {
public:
  Admission(std::shared_ptr<ServerCore> core, std::string address)
      : core_(std::move(core)), address_(std::move(address)) {}
  Admission(Admission&&) noexcept = default;
  Admission& operator=(Admission&&) = delete;
  ~Admission();
  const std::string& address() const { return address_; }

private:
  std::shared_ptr<ServerCore> core_; // none: moved from
  std::string address_;
};

class ServerCore {
public:
  ServerCore(IoThreads& io, ServerOptions options, Handler handler);

  IoThreads& io;
  const ServerOptions options;
  const Handler handler;
  const SystemClock clock{};
  AtomicCounters counters;
  BodyBudget bodies;
  std::vector<std::shared_ptr<Listener>> listeners; // set by start, before any thread accepts

  std::shared_ptr<const TlsContext> tls() const;
  void set_tls(std::shared_ptr<const TlsContext> context);

  // Counts a connection in, or says by nothing that a limit or the stop forbids it.
  static std::optional<Admission> admit(const std::shared_ptr<ServerCore>& core,
                                        std::string address);
  void add(const std::shared_ptr<Session>& session);
  void remove(Session* session);

  // The network thread a new connection will live on: each in turn.
  std::size_t next_thread() { return connections_given_++ % io.count(); }
  Turnstile& turnstile(std::size_t thread) { return turnstiles_[thread]; }

  struct HandlerEnded {
    void operator()(ServerCore* core) const { core->handler_ended(); }
  };
  using RunningHandler = std::unique_ptr<ServerCore, HandlerEnded>; // counted until it goes
  RunningHandler handler_began();

  bool draining() const { return draining_; }
  void begin_drain();                             // tells every session
  bool wait_until_empty(std::int64_t timeout_ms); // true when all are gone
  void abort_all();                               // closes what is left
  ServerCounters snapshot() const;

private:
  friend class Admission;
  void leave(const std::string& address);
  void handler_ended();
  std::vector<std::shared_ptr<Session>> sessions();

  mutable std::mutex mutex_;
  std::condition_variable empty_;
  std::shared_ptr<const TlsContext> tls_;
  std::unordered_map<Session*, std::weak_ptr<Session>> sessions_;
  std::unordered_map<std::string, std::size_t> per_address_;
  std::size_t open_ = 0;
  std::atomic<std::size_t> handlers_{0};
  std::atomic<std::size_t> connections_given_{0};
  std::vector<Turnstile> turnstiles_; // one for each network thread
  std::atomic<bool> draining_{false};
};

} // namespace lv::http
