// IoThreads: the network threads. Each runs an event loop of its own, and what is given to one loop
// stays there: a connection needs neither strand nor lock. Owned by app, made before the servers
// and destroyed after them. `loop` may be called from any thread, the rest from the owner's only.
#pragma once

#include "leadvault/base/task.hpp"

#include <boost/asio/io_context.hpp>

#include <thread>
#include <vector>

namespace lv::http {

class IoThreads {
public:
  explicit IoThreads(int count);
  ~IoThreads(); // stops; then destroys what still waits on a loop
  IoThreads(const IoThreads&) = delete;
  IoThreads& operator=(const IoThreads&) = delete;

  void start();
  void stop(); // each loop ends after the step it is in

  std::size_t count() const { return loops_.size(); }
  net::io_context& loop(std::size_t number) { return *loops_[number]; }

private:
  std::vector<std::unique_ptr<net::io_context>> loops_;
  std::vector<std::thread> threads_;
};

} // namespace lv::http
