#include "load_client.hpp"

#include "answer.hpp"
#include "now.hpp"
#include "percentile.hpp"
#include "server_process.hpp"

#include <sys/epoll.h>
#include <unistd.h>

namespace lv::bench {
namespace {

constexpr int stall_ms = 30'000;

} // namespace

struct LoadClient::Connection {
  Connection(std::size_t its_number, const ClientTls& shared, std::uint16_t port)
      : number(its_number), tls(shared, port, TlsConnection::Handshake::at_once) {}
  std::size_t number;
  TlsConnection tls;
  double sent_at = 0;
};

LoadClient::LoadClient(std::uint16_t port, const std::filesystem::path& ca_file,
                       std::size_t connections)
    : tls_(ca_file), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  for (std::size_t i = 0; i < connections; ++i) {
    connections_.push_back(std::make_unique<Connection>(i, tls_, port));
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLET;
    event.data.ptr = connections_.back().get();
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_.back()->tls.fd(), &event);
  }
}

LoadClient::~LoadClient() { ::close(epoll_); }

LoadResult LoadClient::run(LoadLimit limit, const NextRequest& next, const OnAnswer& on_answer) {
  next_ = &next;
  on_answer_ = &on_answer;
  limit_ = limit;
  sent_ = 0;
  latencies_us_.clear();
  started_ = now_s();
  for (const auto& connection : connections_) send_next(*connection);
  epoll_event events[64];
  while (in_flight_ > 0) {
    const int ready = ::epoll_wait(epoll_, events, 64, stall_ms);
    if (ready == 0) throw BenchError("the server does not answer any more");
    for (int i = 0; i < ready; ++i) progress(*static_cast<Connection*>(events[i].data.ptr));
  }
  LoadResult out;
  out.seconds = now_s() - started_;
  out.requests = latencies_us_.size();
  out.p50_us = percentile(latencies_us_, 0.50);
  out.p99_us = percentile(latencies_us_, 0.99);
  return out;
}

void LoadClient::send_next(Connection& connection) {
  const double now = now_s();
  if (now - started_ >= limit_.seconds) return;
  if (limit_.requests != 0 && sent_ >= limit_.requests) return;
  connection.sent_at = now;
  ++sent_;
  ++in_flight_;
  if (!connection.tls.send((*next_)(connection.number)))
    throw BenchError("the server closed a connection");
}

void LoadClient::progress(Connection& connection) {
  if (!connection.tls.progress()) throw BenchError("the server closed a connection");
  const std::string& text = connection.tls.received();
  const auto answer = first_answer(text);
  if (!answer) return;
  if (!answer->good()) throw BenchError("the server refused: " + text.substr(0, 2'000));
  if (answer->bytes != text.size()) throw BenchError("more bytes than one answer");
  if (*on_answer_) (*on_answer_)(connection.number, text);
  connection.tls.forget_received();
  latencies_us_.push_back(static_cast<float>((now_s() - connection.sent_at) * 1e6));
  --in_flight_;
  send_next(connection);
}

} // namespace lv::bench
