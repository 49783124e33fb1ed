// Task<T>: a coroutine that gives a Result. Completion<T>: how a thread that is not an io thread
// finishes a coroutine's wait. See CONTRIBUTING for what may stand in an awaited call's arguments.
#pragma once

#include "leadvault/base/result.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <memory>
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

template <class T>
using Task = Async<Result<T>>;

// Call once, from any thread; the waiting coroutine resumes on its own executor.
template <class T>
using Completion = std::function<void(Result<T>)>;

// auto r = co_await wait_for<T>(start): runs start(completion) at once, resumes when it is called.
// `start` must be a named callable (g++ 12, see CONTRIBUTING).
template <class T, class Start>
Async<Result<T>> wait_for(Start start) {
  std::optional<Result<T>> given; // in this frame, which lasts until the handler has run
  auto initiate = [&start, &given](auto handler) {
    using Handler = decltype(handler);
    struct Waiter {
      std::optional<Result<T>>& given;
      Handler resume;
    };
    auto* waiter = new Waiter{given, std::move(handler)};
    start([waiter](Result<T> result) {
      waiter->given.emplace(std::move(result));
      net::post(net::get_associated_executor(waiter->resume),
                [held = std::unique_ptr<Waiter>(waiter)]() mutable {
                  auto resume = std::move(held->resume);
                  held.reset();
                  std::move(resume)();
                });
    });
  };
  co_await net::async_initiate<const UseAsync, void()>(initiate, use_async);
  co_return std::move(*given);
}

} // namespace lv
