// Connection: one socket with its transport and its deadline. Reads into and writes from the
// session's buffers; every wait ends at the deadline, on abort, or when the peer is gone. Used on
// the connection's network thread only.
#pragma once

#include "http/readiness.hpp"
#include "http/transport.hpp"

#include "leadvault/base/task.hpp"

#include <boost/asio/basic_waitable_timer.hpp>

namespace lv::http {

using SteadyClock = std::chrono::steady_clock;
using Timer = net::basic_waitable_timer<SteadyClock, net::wait_traits<SteadyClock>, Executor>;

class Connection : public std::enable_shared_from_this<Connection> {
public:
  // `transport` uses the socket.
  Connection(net::io_context& loop, Descriptor socket, std::unique_ptr<Transport> transport);

  enum class Outcome { ok, ended }; // ended: peer gone, deadline, drained or aborted

  Async<Outcome> handshake();
  Async<Outcome> fill();                        // appends at least one byte to `received`
  Async<Outcome> fill_when_readable();          // the same, but waits before it tries
  Async<void> yield();                          // lets the other connections have their turn
  Async<void> pause(std::int64_t ms);           // reads nothing meanwhile
  Async<Outcome> write(std::string_view bytes); // `bytes` outlives the call
  Async<void> close();                          // orderly: the peer can still read our answer
  void drop(); // at once; on this thread, before the last owner goes

  SecretText received; // bytes read and not yet consumed

  // One deadline at a time; a new one replaces the old.
  void arm(std::int64_t timeout_ms);
  void disarm();
  bool expired() const { return expired_ == Flag::set; }
  // Called once, on this thread, when the deadline passes or the connection is aborted.
  void on_interrupt(std::function<void()> callback) { interrupt_ = std::move(callback); }

  void interrupt_wait(); // ends the current phase, up to the next arm, as if the peer had gone
  void abort();

  const Transport& transport() const { return *transport_; }
  Executor executor() { return socket_.loop().get_executor(); }

private:
  enum class Flag { clear, set };

  IoResult read_available();
  template <class Step>
  Async<Outcome> repeat(Step step, IoState wanted = IoState::done);
  void schedule(SteadyClock::time_point wake);
  void woke();
  Async<void> discard_rest();

  WatchedSocket socket_;
  std::unique_ptr<Transport> transport_;
  Timer timer_;
  SteadyClock::time_point due_ = SteadyClock::time_point::max();
  SteadyClock::time_point wake_ = SteadyClock::time_point::max(); // when the timer looks at due_
  std::function<void()> interrupt_;
  Flag expired_ = Flag::clear;
  Flag interrupted_ = Flag::clear;
  Flag stopped_ = Flag::clear;
};

} // namespace lv::http
