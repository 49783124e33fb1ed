#include "tls_connection.hpp"

#include "server_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

namespace lv::bench {
namespace {

constexpr int openers = 8;

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) throw BenchError("no descriptor for a connection");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return fd;
  ::close(fd);
  throw BenchError("the server does not accept connections");
}

} // namespace

void ClientTls::Free::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }
void TlsConnection::Free::operator()(ssl_st* ssl) const { SSL_free(ssl); }

ClientTls::ClientTls(const std::filesystem::path& ca_file)
    : context_(SSL_CTX_new(TLS_client_method())) {
  std::signal(SIGPIPE, SIG_IGN); // OpenSSL's socket BIO writes without MSG_NOSIGNAL
  SSL_CTX_load_verify_file(context_.get(), ca_file.c_str());
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_3_VERSION);
  SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                       SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                       SSL_MODE_RELEASE_BUFFERS);
}

TlsConnection::TlsConnection(const ClientTls& tls, std::uint16_t port, Handshake handshake)
    : fd_(connect_to(port)), ssl_(SSL_new(tls.get())) {
  SSL_set_fd(ssl_.get(), fd_);
  SSL_set1_host(ssl_.get(), "localhost");
  SSL_set_connect_state(ssl_.get());
  if (handshake == Handshake::at_once && SSL_do_handshake(ssl_.get()) != 1) {
    ::close(fd_); // a constructor that throws has no destructor
    throw BenchError("a TLS handshake failed");
  }
  ::fcntl(fd_, F_SETFL, O_NONBLOCK);
}

TlsConnection::~TlsConnection() { ::close(fd_); }

bool TlsConnection::send(std::string_view request) {
  outgoing_.assign(request);
  written_ = 0;
  return flush();
}

bool TlsConnection::flush() {
  while (written_ < outgoing_.size()) {
    std::size_t bytes = 0;
    ERR_clear_error();
    const int done =
        SSL_write_ex(ssl_.get(), outgoing_.data() + written_, outgoing_.size() - written_, &bytes);
    if (done != 1) return still_open(done);
    written_ += bytes;
  }
  return true;
}

bool TlsConnection::progress() {
  if (!flush()) return false;
  char block[16'384];
  for (;;) {
    std::size_t bytes = 0;
    ERR_clear_error();
    const int done = SSL_read_ex(ssl_.get(), block, sizeof block, &bytes);
    if (done != 1) return still_open(done);
    incoming_.append(block, bytes);
  }
}

bool TlsConnection::still_open(int result) const {
  const int why = SSL_get_error(ssl_.get(), result);
  return why == SSL_ERROR_WANT_WRITE || why == SSL_ERROR_WANT_READ;
}

void TlsConnection::close_politely() {
  ::fcntl(fd_, F_SETFL, 0);
  SSL_shutdown(ssl_.get());
  char rest[512];
  while (::recv(fd_, rest, sizeof rest, 0) > 0) continue; // session tickets, its own close_notify
}

std::vector<std::unique_ptr<TlsConnection>>
open_connections(const ClientTls& tls, std::uint16_t port, std::size_t count) {
  std::vector<std::unique_ptr<TlsConnection>> connections(count);
  std::atomic<std::size_t> taken = 0;
  std::atomic<bool> failed = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < openers; ++i) {
    threads.emplace_back([&] {
      try {
        for (std::size_t at = taken++; at < count; at = taken++)
          connections[at] =
              std::make_unique<TlsConnection>(tls, port, TlsConnection::Handshake::at_once);
      } catch (const BenchError&) {
        failed = true;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  if (failed)
    throw BenchError("the server does not take " + std::to_string(count) + " connections");
  return connections;
}

} // namespace lv::bench
