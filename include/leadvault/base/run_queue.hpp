// RunQueue: the coroutines of one loop that can go on. Many that become ready together cost the
// loop one posted handler, where Asio would take one for each. Every loop has one, made on first
// use. `of` and `ready` may be called from any thread, the rest on the loop's.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/intrusive/list.hpp>

#include <mutex>
#include <optional>

namespace lv {

namespace net = boost::asio;

// Every coroutine runs on such a loop. Naming its executor spares Asio the type that could be any:
// an allocation and a virtual call for each wait that ends.
using Executor = net::io_context::executor_type;

template <class T>
using Async = net::awaitable<T, Executor>;
using UseAsync = net::use_awaitable_t<Executor>;
inline constexpr UseAsync use_async;

class RunQueue final : public net::execution_context::service {
public:
  // A place for one suspended coroutine. Stays where it is until that has gone on.
  struct Waiter : boost::intrusive::list_base_hook<> {
    std::optional<net::async_result<UseAsync, void()>::handler_type> resume;
    Waiter* next = nullptr; // in the line
  };

  inline static net::execution_context::id id;
  explicit RunQueue(net::execution_context& loop);
  static RunQueue& of(net::io_context& loop) { return net::use_service<RunQueue>(loop); }

  // Suspends the coroutine in `waiter`, calls `start` and lets it go on once the waiter is ready:
  // `start` sees to that, now or later.
  template <class Start>
  Async<void> suspend(Waiter& waiter, Start start) {
    auto initiate = [this, &waiter, start = std::move(start)](auto handler) mutable {
      waiter.resume.emplace(std::move(handler));
      suspended_.push_back(waiter);
      start();
    };
    return net::async_initiate<const UseAsync, void()>(std::move(initiate), use_async);
  }

  // The coroutine goes on behind those that were ready before it. Once for each suspension.
  void ready(Waiter& waiter) noexcept; // without memory for it the process ends

  // Lets whoever is ready have a turn before.
  Async<void> next_turn();

private:
  struct Line {
    Waiter* first = nullptr;
    Waiter* last = nullptr;
    void append(Line line);
    Waiter* take_first();
  };

  void shutdown() override; // destroys the coroutines that are suspended
  void run();

  net::io_context& loop_;
  boost::intrusive::list<Waiter, boost::intrusive::constant_time_size<false>> suspended_;
  std::mutex mutex_;
  Line ready_;        // under mutex_; one who is put into the empty line posts `run`
  bool over_ = false; // under mutex_: the loop goes, and nobody goes on
  Line running_;      // what `run` took
};

} // namespace lv
