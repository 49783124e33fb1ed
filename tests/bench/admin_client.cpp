#include "admin_client.hpp"

#include "now.hpp"
#include "server_process.hpp"

namespace lv::bench {
namespace {

constexpr int answer_ms = 10'000;
constexpr auto pause = std::chrono::milliseconds(100);

} // namespace

AdminClient::AdminClient(std::uint16_t port) {
  test::RawClientOptions options;
  options.port = port;
  client_ = test::RawClient::connect(options);
  if (!client_) throw BenchError("the admin port cannot be reached");
}

std::string AdminClient::get(const std::string& target) {
  const bool sent = client_->send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  auto answer = sent ? client_->response(answer_ms) : std::nullopt;
  if (!answer || answer->status != 200) throw BenchError("the admin port does not answer");
  return std::move(answer->body);
}

AdminProbe::AdminProbe(std::uint16_t port) : thread_([this, port] { probe(port); }) {}

AdminProbe::~AdminProbe() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
}

void AdminProbe::probe(std::uint16_t port) {
  try {
    AdminClient client(port);
    while (!stop_) {
      const double before = now_s();
      client.get("/livez");
      longest_ms_ = std::max(longest_ms_, (now_s() - before) * 1e3);
      std::this_thread::sleep_for(pause);
    }
  } catch (const BenchError&) {
    failed_ = true; // told by longest_ms, on the thread that reports
  }
}

double AdminProbe::longest_ms() {
  stop_ = true;
  thread_.join();
  if (failed_) throw BenchError("the admin port did not answer under load");
  return longest_ms_;
}

} // namespace lv::bench
