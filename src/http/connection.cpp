#include "http/connection.hpp"

#include <boost/asio/redirect_error.hpp>
#include <sys/socket.h>

namespace lv::http {

namespace {
constexpr std::size_t read_bytes = 16 * 1024;
constexpr std::int64_t linger_ms = 1'000;
constexpr std::size_t linger_bytes = 1024 * 1024;
} // namespace

Connection::Connection(net::io_context& loop, Descriptor socket,
                       std::unique_ptr<Transport> transport)
    : socket_(loop, std::move(socket)), transport_(std::move(transport)), timer_(loop) {}

void Connection::arm(std::int64_t timeout_ms) {
  expired_ = interrupted_ = Flag::clear;
  due_ = SteadyClock::now() + std::chrono::milliseconds(timeout_ms);
  // The timer is moved only when it would come too late; when it comes too early it waits on.
  if (due_ < wake_) schedule(due_);
}

void Connection::disarm() { due_ = SteadyClock::time_point::max(); }

void Connection::schedule(SteadyClock::time_point wake) {
  wake_ = wake;
  timer_.expires_at(wake);
  timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& ec) {
    if (ec) return;
    if (auto self = weak.lock()) self->woke();
  });
}

void Connection::woke() {
  wake_ = SteadyClock::time_point::max();
  if (due_ == SteadyClock::time_point::max()) return;
  if (SteadyClock::now() < due_) return schedule(due_);
  expired_ = Flag::set;
  interrupt_wait();
}

void Connection::interrupt_wait() {
  interrupted_ = Flag::set; // also for one who was woken, and finds nothing
  socket_.cancel();
  if (interrupt_) std::exchange(interrupt_, nullptr)();
}

void Connection::abort() {
  stopped_ = Flag::set;
  ::shutdown(socket_.fd(), SHUT_RDWR);
  interrupt_wait();
}

// Repeats a non-blocking step until it is done, waiting for the socket in between. `wanted` is what
// to wait for before the first try; done: nothing.
template <class Step>
Async<Connection::Outcome> Connection::repeat(Step step, IoState wanted) {
  for (;;) {
    if (wanted != IoState::done) {
      if (interrupted_ == Flag::set || stopped_ == Flag::set) co_return Outcome::ended;
      using Direction = WatchedSocket::Direction;
      const auto direction = wanted == IoState::want_read ? Direction::read : Direction::write;
      const auto woken = co_await socket_.wait(direction);
      if (woken == WatchedSocket::Woken::cancelled) co_return Outcome::ended;
    }
    wanted = step().state;
    if (wanted == IoState::done) co_return Outcome::ok;
    if (wanted == IoState::closed) co_return Outcome::ended;
  }
}

Async<Connection::Outcome> Connection::handshake() {
  return repeat([this] { return transport_->handshake(); });
}

// The block is on the stack: an idle connection holds no read buffer.
IoResult Connection::read_available() {
  __attribute__((uninitialized)) char block[read_bytes]; // what was read is used, and wiped
  const auto result = transport_->read(block);
  if (result.state == IoState::done) {
    received.append(block, result.bytes);
    wipe({reinterpret_cast<std::uint8_t*>(block), result.bytes});
  }
  return result;
}

Async<Connection::Outcome> Connection::fill() {
  return repeat([this] { return read_available(); });
}

Async<Connection::Outcome> Connection::fill_when_readable() {
  const auto first = transport_->may_hold_input() ? IoState::done : IoState::want_read;
  return repeat([this] { return read_available(); }, first);
}

Async<void> Connection::yield() { return socket_.queue().next_turn(); }

Async<void> Connection::pause(std::int64_t ms) {
  Timer timer(executor(), std::chrono::milliseconds(ms));
  boost::system::error_code ignored;
  auto token = net::redirect_error(use_async, ignored);
  co_await timer.async_wait(token);
}

Async<Connection::Outcome> Connection::write(std::string_view bytes) {
  return repeat([this, bytes]() mutable {
    for (;;) {
      const auto result = transport_->write(bytes);
      if (result.state != IoState::done) return result;
      bytes.remove_prefix(result.bytes);
      if (bytes.empty()) return result;
    }
  });
}

// Reads and drops what the peer still sends: closing with unread bytes would reset the connection
// and could take our answer with it. Nothing of it is parsed.
Async<void> Connection::discard_rest() {
  std::size_t dropped = 0;
  SocketBytes rest(socket_.fd());
  auto step = [&rest, &dropped] {
    __attribute__((uninitialized)) char block[read_bytes];
    for (;;) {
      const auto result = rest.read(block);
      if (result.state != IoState::done) return result;
      dropped += result.bytes;
      if (dropped > linger_bytes) return IoResult{IoState::closed};
    }
  };
  co_await repeat(step);
}

Async<void> Connection::close() {
  arm(linger_ms);
  auto step = [this] { return transport_->close_notify(); };
  const auto said = co_await repeat(step);
  if (said == Outcome::ok) {
    ::shutdown(socket_.fd(), SHUT_WR);
    co_await discard_rest();
  }
  drop();
}

void Connection::drop() {
  disarm();
  timer_.cancel();
  socket_.close();
}

} // namespace lv::http
