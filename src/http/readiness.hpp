// Readiness: tells the connections of one loop when their sockets have bytes or room. Asio's
// reactor makes a system call for each wait; here a socket is registered once, and the kernel tells
// of every change (edge-triggered epoll). Every loop has one, made on first use. Used on the loop's
// thread.
#pragma once

#include "http/descriptor.hpp"

#include "leadvault/base/result.hpp"
#include "leadvault/base/run_queue.hpp"

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <array>

namespace lv::http {

class WatchedSocket;

class Readiness final : public net::execution_context::service {
public:
  inline static net::execution_context::id id;
  explicit Readiness(net::execution_context& loop);
  static Readiness& of(net::io_context& loop) { return net::use_service<Readiness>(loop); }

private:
  friend class WatchedSocket;
  Result<void> add(WatchedSocket& socket);

  void shutdown() override {}
  void watch();
  void tell();

  net::posix::basic_stream_descriptor<Executor> epoll_;
};

// A connected socket, which it owns and closes, and the coroutines that wait for it: at most one
// for each direction.
class WatchedSocket {
public:
  enum class Direction { read, write };
  enum class Woken { ready, cancelled };

  WatchedSocket(net::io_context& loop, Descriptor descriptor);
  ~WatchedSocket() = default; // on its loop's thread, or closed there before; nobody waits
  WatchedSocket(const WatchedSocket&) = delete;
  WatchedSocket& operator=(const WatchedSocket&) = delete;

  net::io_context& loop() { return loop_; }
  RunQueue& queue() { return queue_; }
  int fd() const { return descriptor_.get(); } // -1: closed

  // Only after reading or writing did less than it was asked to: what was there before is not told
  // of again. May end for nothing; whoever waits tries again.
  Async<Woken> wait(Direction direction);
  void cancel(); // ends the waits that have begun
  // The kernel tells of it no more: nobody else holds the descriptor (no child inherits it).
  void close();

private:
  friend class Readiness;
  enum class Change { none, told, for_good };
  struct Side {
    RunQueue::Waiter waiter;
    bool waiting = false;
    Change change = Change::none; // since the last wait
    Woken woken = Woken::ready;
  };

  Side& side(Direction direction) { return sides_[direction == Direction::read ? 0 : 1]; }
  void tell(std::uint32_t events);
  void tell(Side& side, Change change);
  void wake(Side& side, Woken woken);

  net::io_context& loop_;
  RunQueue& queue_;
  Descriptor descriptor_;
  bool added_ = false;
  std::array<Side, 2> sides_;
};

} // namespace lv::http
