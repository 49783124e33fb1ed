// LoadClient: many keep-alive TLS connections on one thread (epoll), one request at a time on each,
// the next one as soon as the answer is here: a closed loop. The same for every server that is
// measured. Counts only answers of the 2xx kind and fails else.
#pragma once

#include "tls_connection.hpp"

#include <functional>
#include <vector>

namespace lv::bench {

struct LoadResult {
  std::uint64_t requests = 0;
  double seconds = 0; // first byte sent to last answer
  double p50_us = 0;
  double p99_us = 0;
  double per_second() const { return static_cast<double>(requests) / seconds; }
};

// The next request of a connection, whole; valid until the next call.
using NextRequest = std::function<std::string_view(std::size_t connection)>;
// An answer of a connection, whole.
using OnAnswer = std::function<void(std::size_t connection, std::string_view answer)>;

struct LoadLimit {
  double seconds = 0;
  std::uint64_t requests = 0; // 0: as many as the time allows
};

class LoadClient {
public:
  LoadClient(std::uint16_t port, const std::filesystem::path& ca_file, std::size_t connections);
  ~LoadClient();
  LoadClient(const LoadClient&) = delete;
  LoadClient& operator=(const LoadClient&) = delete;

  // Sends until the limit is reached, then awaits what is in flight.
  LoadResult run(LoadLimit limit, const NextRequest& next, const OnAnswer& on_answer = {});

private:
  struct Connection;
  void send_next(Connection& connection);
  void progress(Connection& connection);

  ClientTls tls_;
  std::vector<std::unique_ptr<Connection>> connections_;
  int epoll_ = -1;

  // Of the run that goes on.
  const NextRequest* next_ = nullptr;
  const OnAnswer* on_answer_ = nullptr;
  LoadLimit limit_;
  double started_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t in_flight_ = 0;
  std::vector<float> latencies_us_;
};

} // namespace lv::bench
