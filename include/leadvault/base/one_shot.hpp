// OneShot<T>: a result that one thread sets once and one coroutine awaits once, in either order.
// Shared by both; thread safe. A second set or a second wait is a programming error.
#pragma once

#include "leadvault/base/task.hpp"

#include <mutex>
#include <optional>

namespace lv {

template <class T>
class OneShot {
public:
  void set(Result<T> result) {
    Completion<T> waiter;
    {
      std::lock_guard lock(mutex_);
      if (!waiter_) {
        result_.emplace(std::move(result));
        return;
      }
      waiter = std::move(waiter_);
    }
    waiter(std::move(result));
  }

  Task<T> wait() {
    auto start = [this](Completion<T> completion) {
      std::unique_lock lock(mutex_);
      if (result_) {
        auto ready = std::move(*result_);
        lock.unlock();
        completion(std::move(ready));
      } else {
        waiter_ = std::move(completion);
      }
    };
    co_return co_await wait_for<T>(start);
  }

private:
  std::mutex mutex_;
  std::optional<Result<T>> result_;
  Completion<T> waiter_;
};

} // namespace lv
