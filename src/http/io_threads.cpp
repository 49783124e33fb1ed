#include "leadvault/http/io_threads.hpp"

#include "leadvault/base/priority.hpp"

#include <boost/asio/executor_work_guard.hpp>

namespace lv::http {

IoThreads::IoThreads(int count) {
  constexpr int threads_of_a_loop = 1;
  for (int i = 0; i < count; ++i)
    loops_.push_back(std::make_unique<net::io_context>(threads_of_a_loop));
}

IoThreads::~IoThreads() { stop(); }

void IoThreads::start() {
  for (const auto& loop : loops_) {
    threads_.emplace_back([&io = *loop] {
      run_at_once();
      const auto stay = net::make_work_guard(io);
      io.run();
    });
  }
}

void IoThreads::stop() {
  for (const auto& loop : loops_) loop->stop();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

} // namespace lv::http
