// Task<T>: a coroutine that gives a Result. Completion<T>: how a thread that is not an io thread
// finishes a coroutine's wait. See CONTRIBUTING for what may stand in an awaited call's arguments.
#pragma once

#include "leadvault/base/result.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <memory>

namespace lv {

namespace net = boost::asio;

template <class T>
using Task = net::awaitable<Result<T>>;

// Call once, from any thread; the waiting coroutine resumes on its own executor.
template <class T>
using Completion = std::function<void(Result<T>)>;

// auto r = co_await wait_for<T>(start): runs start(completion) at once, resumes when it is called.
// `start` must be a named callable (g++ 12, see CONTRIBUTING).
template <class T, class Start>
net::awaitable<Result<T>> wait_for(Start start) {
  auto initiate = [&start](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    auto executor = net::get_associated_executor(*shared);
    Completion<T> completion = [shared, executor](Result<T> result) {
      auto held = std::make_shared<Result<T>>(std::move(result));
      net::post(executor, [shared, held] { (*shared)(std::move(*held)); });
    };
    start(std::move(completion));
  };
  co_return co_await net::async_initiate<const net::use_awaitable_t<>, void(Result<T>)>(
      initiate, net::use_awaitable);
}

} // namespace lv
