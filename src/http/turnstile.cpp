#include "http/turnstile.hpp"

#include <boost/asio/redirect_error.hpp>

namespace lv::http {

net::awaitable<Turnstile::Entry> Turnstile::enter() {
  if (free_ > 0) {
    --free_;
    co_return Entry::admitted;
  }
  Waiter waiter{Timer(loop_, std::chrono::milliseconds(wait_ms_))};
  const auto place = waiting_.insert(waiting_.end(), &waiter);
  boost::system::error_code ignored;
  auto token = net::redirect_error(net::use_awaitable, ignored);
  co_await waiter.timer.async_wait(token);
  if (waiter.entry == Entry::turned_away) waiting_.erase(place);
  co_return waiter.entry;
}

// A place that becomes free goes straight to who has waited longest, also when its time has run out
// meanwhile and only its wake-up is still on the way.
void Turnstile::leave() {
  if (waiting_.empty()) {
    ++free_;
    return;
  }
  Waiter& next = *waiting_.front();
  waiting_.pop_front();
  next.entry = Entry::admitted;
  next.timer.cancel();
}

} // namespace lv::http
