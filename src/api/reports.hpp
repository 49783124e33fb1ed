// Reports: work that takes long, made one after the other on a thread of its own, so that network
// threads go on meanwhile. Thread safe. What a report uses outlives it or is owned by it.
#pragma once

#include "leadvault/base/limits.hpp"
#include "leadvault/base/task.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <chrono>
#include <thread>

namespace lv::api {

// What a report asks at each step: whether to give up, since nobody waits any more.
class ReportTime {
public:
  explicit ReportTime(const std::atomic<bool>& closing)
      : closing_(closing), end_(std::chrono::steady_clock::now() +
                                std::chrono::milliseconds(limits::report_timeout_ms)) {}
  Result<void> check() const {
    if (!closing_ && std::chrono::steady_clock::now() < end_) return {};
    return LV_FAIL(unavailable, "this takes too long: ask for less at a time");
  }

private:
  const std::atomic<bool>& closing_;
  std::chrono::steady_clock::time_point end_;
};

class Reports {
public:
  Reports();
  ~Reports() { close(); }
  Reports(const Reports&) = delete;
  Reports& operator=(const Reports&) = delete;
  void close(); // what was begun gives up, what waits does so at once

  // overloaded when limits::reports_waiting_max wait already.
  template <class T>
  Task<T> make(std::function<Result<T>(const ReportTime&)> work) {
    if (waiting_.fetch_add(1) >= limits::reports_waiting_max) {
      waiting_.fetch_sub(1);
      co_return LV_FAIL(overloaded, "too many reports are being made; try again");
    }
    auto start = [this, &work](Completion<T> done) {
      net::post(loop_, [this, work = std::move(work), done = std::move(done)] {
        auto made = guarded(work, ReportTime(closing_));
        waiting_.fetch_sub(1);
        done(std::move(made));
      });
    };
    co_return co_await wait_for<T>(start);
  }

private:
  template <class T>
  static Result<T> guarded(const std::function<Result<T>(const ReportTime&)>& work,
                           const ReportTime& time) {
    LV_CHECK(time.check());
    try {
      return work(time);
    } catch (const std::exception&) {
      return LV_FAIL(internal, "a report could not be made");
    }
  }

  std::atomic<std::size_t> waiting_{0};
  std::atomic<bool> closing_{false};
  net::io_context loop_{1};
  net::executor_work_guard<net::io_context::executor_type> open_{loop_.get_executor()};
  std::thread thread_;
};

} // namespace lv::api
