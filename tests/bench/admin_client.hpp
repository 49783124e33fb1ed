// AdminClient: health and metrics, as a supervisor asks for them. AdminProbe asks for /livez ten
// times a second on a thread of its own and remembers the longest answer.
#pragma once

#include "support/raw_client.hpp"

#include <atomic>
#include <string>
#include <thread>

namespace lv::bench {

class AdminClient {
public:
  explicit AdminClient(std::uint16_t port);
  std::string get(const std::string& target); // the body; anything but 200 is a BenchError

private:
  std::unique_ptr<test::RawClient> client_;
};

class AdminProbe {
public:
  explicit AdminProbe(std::uint16_t port);
  AdminProbe(const AdminProbe&) = delete;
  AdminProbe& operator=(const AdminProbe&) = delete;
  ~AdminProbe();

  double longest_ms(); // ends the probing; a failure of the probe is a BenchError

private:
  void probe(std::uint16_t port);
  std::atomic<bool> stop_ = false;
  double longest_ms_ = 0;
  bool failed_ = false;
  std::thread thread_;
};

} // namespace lv::bench
