#include "load_client.hpp"

#include "server_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>

namespace lv::bench {
namespace {

constexpr int stall_ms = 30'000;

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct SslFree {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw BenchError("the server does not accept connections");
  return fd;
}

// Bytes of the whole answer that `text` begins with; 0 = not all of it is here.
std::size_t answer_bytes(std::string_view text) {
  static constexpr std::string_view length_name = "\r\nContent-Length: ";
  const auto head_end = text.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return 0;
  const auto head = text.substr(0, head_end + 2);
  if (!head.starts_with("HTTP/1.1 2"))
    throw BenchError("the server refused: " + std::string(text.substr(0, 2'000)));
  const auto at = head.find(length_name);
  if (at == std::string_view::npos) throw BenchError("an answer without Content-Length");
  std::size_t length = 0;
  std::from_chars(head.data() + at + length_name.size(), head.data() + head.size(), length);
  const std::size_t whole = head_end + 4 + length;
  return text.size() >= whole ? whole : 0;
}

} // namespace

struct LoadClient::Connection {
  ~Connection() {
    ssl.reset();
    if (fd >= 0) ::close(fd);
  }
  std::size_t number = 0;
  int fd = -1;
  std::unique_ptr<SSL, SslFree> ssl;
  std::string outgoing;
  std::size_t written = 0;
  std::string incoming;
  double sent_at = 0;
};

LoadClient::LoadClient(std::uint16_t port, const std::filesystem::path& ca_file,
                       std::size_t connections) {
  std::signal(SIGPIPE, SIG_IGN); // OpenSSL's socket BIO writes without MSG_NOSIGNAL
  const std::unique_ptr<SSL_CTX, SslFree> context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_load_verify_file(context.get(), ca_file.c_str());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  for (std::size_t i = 0; i < connections; ++i) {
    auto made = std::make_unique<Connection>();
    made->number = i;
    made->fd = connect_to(port);
    made->ssl.reset(SSL_new(context.get()));
    SSL_set_fd(made->ssl.get(), made->fd);
    SSL_set1_host(made->ssl.get(), "localhost");
    if (SSL_connect(made->ssl.get()) != 1) throw BenchError("a TLS handshake failed");
    ::fcntl(made->fd, F_SETFL, O_NONBLOCK);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLET;
    event.data.ptr = made.get();
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, made->fd, &event);
    connections_.push_back(std::move(made));
  }
}

LoadClient::~LoadClient() { ::close(epoll_); }

LoadResult LoadClient::run(LoadLimit limit, const NextRequest& next) {
  next_ = &next;
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
  if (latencies_us_.empty()) return out;
  const auto percentile = [this](double share) {
    const auto rank = static_cast<std::ptrdiff_t>(share * double(latencies_us_.size() - 1));
    std::nth_element(latencies_us_.begin(), latencies_us_.begin() + rank, latencies_us_.end());
    return static_cast<double>(latencies_us_[static_cast<std::size_t>(rank)]);
  };
  out.p50_us = percentile(0.50);
  out.p99_us = percentile(0.99);
  return out;
}

void LoadClient::send_next(Connection& connection) {
  const double now = now_s();
  if (now - started_ >= limit_.seconds) return;
  if (limit_.requests != 0 && sent_ >= limit_.requests) return;
  connection.outgoing.assign((*next_)(connection.number));
  connection.written = 0;
  connection.sent_at = now;
  ++sent_;
  ++in_flight_;
  flush(connection);
}

void LoadClient::flush(Connection& connection) {
  while (connection.written < connection.outgoing.size()) {
    std::size_t bytes = 0;
    ERR_clear_error();
    const int done =
        SSL_write_ex(connection.ssl.get(), connection.outgoing.data() + connection.written,
                     connection.outgoing.size() - connection.written, &bytes);
    if (done != 1) {
      const int why = SSL_get_error(connection.ssl.get(), done);
      if (why == SSL_ERROR_WANT_WRITE || why == SSL_ERROR_WANT_READ) return;
      throw BenchError("the server closed a connection");
    }
    connection.written += bytes;
  }
}

void LoadClient::progress(Connection& connection) {
  flush(connection);
  char block[16'384];
  for (;;) {
    std::size_t bytes = 0;
    ERR_clear_error();
    const int done = SSL_read_ex(connection.ssl.get(), block, sizeof block, &bytes);
    if (done != 1) {
      const int why = SSL_get_error(connection.ssl.get(), done);
      if (why == SSL_ERROR_WANT_WRITE || why == SSL_ERROR_WANT_READ) return;
      throw BenchError("the server closed a connection");
    }
    connection.incoming.append(block, bytes);
    answers(connection);
  }
}

void LoadClient::answers(Connection& connection) {
  const std::size_t bytes = answer_bytes(connection.incoming);
  if (bytes == 0) return;
  if (bytes != connection.incoming.size()) throw BenchError("more bytes than one answer");
  connection.incoming.clear();
  latencies_us_.push_back(static_cast<float>((now_s() - connection.sent_at) * 1e6));
  --in_flight_;
  send_next(connection);
}

} // namespace lv::bench
