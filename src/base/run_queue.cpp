#include "leadvault/base/run_queue.hpp"

#include <boost/asio/post.hpp>

namespace lv {

void RunQueue::Line::append(Line line) {
  if (line.first == nullptr) return;
  if (first == nullptr)
    first = line.first;
  else
    last->next = line.first;
  last = line.last;
}

RunQueue::Waiter* RunQueue::Line::take_first() {
  Waiter* taken = first;
  if (taken != nullptr) first = std::exchange(taken->next, nullptr);
  return taken;
}

RunQueue::RunQueue(net::execution_context& loop)
    : service(loop), loop_(static_cast<net::io_context&>(loop)) {}

// Posts under the lock: the loop may end as soon as the coroutine goes on, and `shutdown` then
// waits for the thread that is still waking it.
void RunQueue::ready(Waiter& waiter) noexcept {
  const std::lock_guard lock(mutex_);
  if (over_) return;
  const bool first = ready_.first == nullptr;
  ready_.append({&waiter, &waiter});
  if (first) net::post(loop_, [this] { run(); });
}

void RunQueue::run() {
  {
    const std::lock_guard lock(mutex_);
    running_.append(std::exchange(ready_, {}));
  }
  while (Waiter* waiter = running_.take_first()) {
    suspended_.erase(suspended_.iterator_to(*waiter));
    auto resume = std::move(*waiter->resume);
    waiter->resume.reset(); // the waiter may go, or be used again, as soon as its coroutine goes on
    std::move(resume)();
  }
}

void RunQueue::shutdown() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
    ready_ = {};
  }
  running_ = {};
  while (!suspended_.empty()) {
    Waiter& waiter = suspended_.front();
    suspended_.pop_front();
    const auto dropped = std::move(*waiter.resume);
    waiter.resume.reset();
  }
}

Async<void> RunQueue::next_turn() {
  Waiter waiter;
  auto start = [this, &waiter] { ready(waiter); };
  co_await suspend(waiter, start);
}

} // namespace lv
