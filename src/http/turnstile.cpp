#include "http/turnstile.hpp"

#include <boost/asio/redirect_error.hpp>

namespace lv::http {

Turnstile::Waiter::Waiter(Turnstile& turnstile, std::int64_t wait_ms)
    : at(turnstile), timer(at.loop_, std::chrono::milliseconds(wait_ms)),
      position(at.waiting_.insert(at.waiting_.end(), this)) {}

Turnstile::Waiter::~Waiter() {
  if (position != at.waiting_.end()) at.waiting_.erase(position);
}

Async<Turnstile::Place> Turnstile::enter(std::int64_t wait_ms) {
  if (free_ > 0) {
    --free_;
    co_return Place(this);
  }
  Waiter waiter(*this, wait_ms);
  boost::system::error_code ignored;
  auto token = net::redirect_error(use_async, ignored);
  co_await waiter.timer.async_wait(token);
  co_return std::move(waiter.given);
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
  next.position = waiting_.end();
  next.given.reset(this);
  next.timer.cancel();
}

} // namespace lv::http
