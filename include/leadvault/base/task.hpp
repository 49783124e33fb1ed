// Task<T>: a coroutine that gives a Result. Completion<T>: how a thread that is not an io thread
// finishes a coroutine's wait. See CONTRIBUTING for what may stand in an awaited call's arguments.
#pragma once

#include "leadvault/base/result.hpp"
#include "leadvault/base/run_queue.hpp"

#include <boost/asio/this_coro.hpp>

#include <functional>
#include <optional>

namespace lv {

template <class T>
using Task = Async<Result<T>>;

// Call once, from any thread; the waiting coroutine resumes on its own executor.
template <class T>
using Completion = std::function<void(Result<T>)>;

// auto r = co_await wait_for<T>(start): runs start(completion) at once, resumes when it is called.
// `start` must be a named callable (g++ 12, see CONTRIBUTING).
template <class T, class Start>
Async<Result<T>> wait_for(Start start) {
  struct Wait { // in this frame, which lasts until the coroutine has gone on
    RunQueue& queue;
    RunQueue::Waiter waiter;
    std::optional<Result<T>> given;
  };
  const auto executor = co_await net::this_coro::executor;
  Wait wait{RunQueue::of(executor.context()), {}, {}};
  auto begin = [&start, &wait] {
    start([&wait](Result<T> result) {
      wait.given.emplace(std::move(result));
      wait.queue.ready(wait.waiter);
    });
  };
  co_await wait.queue.suspend(wait.waiter, begin);
  co_return std::move(*wait.given);
}

} // namespace lv
