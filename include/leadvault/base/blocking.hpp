// run_blocking: runs one task to its end on the calling thread. For commands, start-up and tests;
// never on an io thread.
#pragma once

#include "leadvault/base/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <optional>

namespace lv {

template <class T>
Result<T> run_blocking(Async<Result<T>> task) {
  net::io_context io(1);
  std::optional<Result<T>> outcome;
  auto drive = [&outcome, &task]() -> Async<void> { outcome.emplace(co_await std::move(task)); };
  net::co_spawn(io, drive, [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  });
  io.run();
  return std::move(*outcome);
}

} // namespace lv
