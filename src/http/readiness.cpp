#include "http/readiness.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <span>

namespace lv::http {

namespace {
constexpr std::size_t events_at_once = 128; // then whoever else is ready on the loop has a turn
}

Readiness::Readiness(net::execution_context& loop)
    : service(loop), epoll_(static_cast<net::io_context&>(loop)) {
  Descriptor descriptor(::epoll_create1(EPOLL_CLOEXEC));
  epoll_.assign(descriptor.get());
  descriptor.release();
  watch();
}

void Readiness::watch() {
  epoll_.async_wait(net::posix::descriptor_base::wait_read,
                    [this](const boost::system::error_code& ec) {
                      if (ec == net::error::operation_aborted) return;
                      // A loop that hears of nothing must not go on as if it served.
                      if (ec) throw boost::system::system_error(ec);
                      tell();
                      watch();
                    });
}

// Coroutines go on later, from the run queue: no socket goes on this thread while events are told,
// and none goes on another that was not closed on this.
void Readiness::tell() {
  std::array<epoll_event, events_at_once> events;
  const int count = ::epoll_wait(epoll_.native_handle(), events.data(), events.size(), 0);
  for (const auto& event : std::span(events).first(static_cast<std::size_t>(std::max(count, 0))))
    static_cast<WatchedSocket*>(event.data.ptr)->tell(event.events);
}

Result<void> Readiness::add(WatchedSocket& socket) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &socket;
  if (::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, socket.fd(), &event) != 0)
    return LV_FAIL(io, "the kernel watches no more sockets");
  return {};
}

WatchedSocket::WatchedSocket(net::io_context& loop, Descriptor descriptor)
    : loop_(loop), queue_(RunQueue::of(loop)), descriptor_(std::move(descriptor)) {}

void WatchedSocket::tell(std::uint32_t events) {
  const bool over = (events & EPOLLHUP) != 0;
  const bool ended = over || (events & EPOLLRDHUP) != 0; // nothing more comes; we may still answer
  const bool failed = (events & EPOLLERR) != 0;
  if (ended || failed || (events & EPOLLIN) != 0)
    tell(side(Direction::read), ended ? Change::for_good : Change::told);
  if (over || failed || (events & EPOLLOUT) != 0)
    tell(side(Direction::write), over ? Change::for_good : Change::told);
}

void WatchedSocket::tell(Side& side, Change change) {
  if (side.change != Change::for_good) side.change = change;
  if (side.waiting) wake(side, Woken::ready);
}

void WatchedSocket::wake(Side& side, Woken woken) {
  side.waiting = false;
  side.woken = woken;
  if (side.change == Change::told) side.change = Change::none;
  queue_.ready(side.waiter);
}

Async<WatchedSocket::Woken> WatchedSocket::wait(Direction direction) {
  if (fd() < 0) co_return Woken::cancelled;
  if (!added_) {
    if (!Readiness::of(loop_).add(*this)) co_return Woken::cancelled;
    added_ = true;
  }
  Side& waits = side(direction);
  if (waits.change != Change::none) {
    if (waits.change == Change::told) waits.change = Change::none;
    co_return Woken::ready;
  }
  auto start = [&waits] { waits.waiting = true; };
  co_await queue_.suspend(waits.waiter, start);
  co_return waits.woken;
}

void WatchedSocket::cancel() {
  for (auto& side : sides_)
    if (side.waiting) wake(side, Woken::cancelled);
}

void WatchedSocket::close() {
  if (fd() < 0) return;
  cancel();
  descriptor_.close();
}

} // namespace lv::http
