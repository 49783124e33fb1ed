// OpenLoop: requests that arrive at a fixed rate, whether or not earlier ones have been answered.
// An arrival takes a free connection or waits for one; its latency counts from its arrival, so a
// server that stands still is charged for everybody who came meanwhile. One thread (epoll).
#pragma once

#include "load_client.hpp"

#include <deque>
#include <functional>

namespace lv::bench {

struct OpenLoopPlan {
  double per_second = 0;
  double seconds = 0;
  double patience_s = 60; // an arrival that found no connection until then gives up
  std::function<void(double elapsed_s)> every_second; // for samples and progress
};

struct OpenLoopResult {
  double seconds = 0; // first arrival to last answer
  std::uint64_t arrived = 0;
  std::uint64_t answered = 0;         // 2xx
  std::uint64_t shed = 0;             // 503 with Retry-After
  std::uint64_t broken = 0;           // the connection was closed without an answer
  std::uint64_t gave_up = 0;          // found no free connection
  std::uint64_t answered_in_time = 0; // before the last arrival: what makes a rate
  std::vector<float> latencies_us;    // of the answered ones, in their order
};

class OpenLoop {
public:
  OpenLoop(std::uint16_t port, const std::filesystem::path& ca_file, std::size_t connections);
  ~OpenLoop();
  OpenLoop(const OpenLoop&) = delete;
  OpenLoop& operator=(const OpenLoop&) = delete;

  // Any other answer than 2xx and a 503 with Retry-After is a BenchError.
  OpenLoopResult run(const OpenLoopPlan& plan, const NextRequest& next);

private:
  struct Connection;
  void follow(Connection& connection);
  void open_again(Connection& connection);
  void lose(Connection& connection);
  void rest(Connection& connection);
  void admit(double now);
  void assign();
  int wait(double now); // until the next arrival; how many connections had news
  void progress(Connection& connection);

  std::uint16_t port_;
  ClientTls tls_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::deque<Connection*> free_; // the one that rested longest goes first
  int epoll_ = -1;

  // Of the run that goes on.
  OpenLoopPlan plan_;
  const NextRequest* next_ = nullptr;
  double started_ = 0;
  std::deque<double> waiting_; // when they arrived
  OpenLoopResult result_;
};

} // namespace lv::bench
