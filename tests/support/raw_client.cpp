#include "support/raw_client.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cctype>
#include <chrono>
#include <csignal>
#include <cstring>

namespace lv::test {

namespace {

int open_socket(const RawClientOptions& options) {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_in);
  if (options.unix_path.empty()) {
    auto* address = reinterpret_cast<sockaddr_in*>(&storage);
    address->sin_family = AF_INET;
    address->sin_port = htons(options.port);
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  } else {
    auto* address = reinterpret_cast<sockaddr_un*>(&storage);
    address->sun_family = AF_UNIX;
    std::strncpy(address->sun_path, options.unix_path.c_str(), sizeof address->sun_path - 1);
    size = sizeof(sockaddr_un);
  }
  const int fd = ::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&storage), size) != 0) {
    ::close(fd);
    return -1;
  }
  const timeval limit{5, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  return fd;
}

bool readable(int fd, int timeout_ms) {
  pollfd poll_fd{fd, POLLIN, 0};
  return ::poll(&poll_fd, 1, timeout_ms) > 0;
}

class PlainClient final : public RawClient {
public:
  explicit PlainClient(int fd) : fd_(fd) {}
  ~PlainClient() override { ::close(fd_); }
  bool send(std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  std::optional<std::string> receive(int timeout_ms) override {
    if (!readable(fd_, timeout_ms)) return std::nullopt;
    char block[16384];
    const auto n = ::recv(fd_, block, sizeof block, 0);
    return n > 0 ? std::string(block, static_cast<std::size_t>(n)) : std::string();
  }
  void finish_sending() override { ::shutdown(fd_, SHUT_WR); }

private:
  int fd_;
};

class TlsClient final : public RawClient {
public:
  TlsClient(int fd, SSL_CTX* context, SSL* ssl) : fd_(fd), context_(context), ssl_(ssl) {}
  ~TlsClient() override {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
    ::close(fd_);
  }
  bool send(std::string_view bytes) override {
    ERR_clear_error();
    std::size_t written = 0;
    return bytes.empty() || SSL_write_ex(ssl_, bytes.data(), bytes.size(), &written) == 1;
  }
  std::optional<std::string> receive(int timeout_ms) override {
    if (SSL_pending(ssl_) == 0 && !readable(fd_, timeout_ms)) return std::nullopt;
    char block[16384];
    ERR_clear_error();
    const int n = SSL_read(ssl_, block, sizeof block);
    if (n > 0) return std::string(block, static_cast<std::size_t>(n));
    return std::string();
  }
  void finish_sending() override { SSL_shutdown(ssl_); }

private:
  int fd_;
  SSL_CTX* context_;
  SSL* ssl_;
};

std::unique_ptr<RawClient> connect_tls(int fd, const RawClientOptions& options) {
  std::signal(SIGPIPE, SIG_IGN); // OpenSSL's own socket BIO writes without MSG_NOSIGNAL
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_load_verify_file(context, options.ca_file.c_str());
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (options.tls_version_max != 0) {
    SSL_CTX_set_max_proto_version(context, options.tls_version_max);
  }
  if (!options.certificate_file.empty()) {
    SSL_CTX_use_certificate_chain_file(context, options.certificate_file.c_str());
    SSL_CTX_use_PrivateKey_file(context, options.key_file.c_str(), SSL_FILETYPE_PEM);
  }
  SSL* ssl = SSL_new(context);
  SSL_set_fd(ssl, fd);
  SSL_set1_host(ssl, "localhost");
  auto client = std::make_unique<TlsClient>(fd, context, ssl);
  ERR_clear_error();
  if (SSL_connect(ssl) != 1) return nullptr;
  return client;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

} // namespace

std::unique_ptr<RawClient> RawClient::connect(const RawClientOptions& options) {
  const int fd = open_socket(options);
  if (fd < 0) return nullptr;
  if (options.ca_file.empty()) return std::make_unique<PlainClient>(fd);
  return connect_tls(fd, options);
}

std::optional<std::string> RawResponse::header(std::string_view lower_case_name) const {
  const std::string wanted = "\r\n" + std::string(lower_case_name) + ": ";
  const auto at = lower(head).find(wanted);
  if (at == std::string::npos) return std::nullopt;
  const auto begin = at + wanted.size();
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

bool RawClient::need(std::size_t bytes, int timeout_ms) {
  while (buffer_.size() < bytes) {
    auto more = receive(timeout_ms);
    if (!more || more->empty()) return false;
    buffer_ += *more;
  }
  return true;
}

std::optional<std::string> RawClient::chunks(int timeout_ms) {
  std::string body;
  for (;;) {
    auto end = buffer_.find("\r\n");
    while (end == std::string::npos) {
      if (!need(buffer_.size() + 1, timeout_ms)) return std::nullopt;
      end = buffer_.find("\r\n");
    }
    const auto size = std::stoul(buffer_.substr(0, end), nullptr, 16);
    if (!need(end + 2 + size + 2, timeout_ms)) return std::nullopt;
    body += buffer_.substr(end + 2, size);
    buffer_.erase(0, end + 2 + size + 2);
    if (size == 0) return body;
  }
}

std::optional<RawResponse> RawClient::response(int timeout_ms, ExpectBody expect_body) {
  auto end = buffer_.find("\r\n\r\n");
  while (end == std::string::npos) {
    if (!need(buffer_.size() + 1, timeout_ms)) return std::nullopt;
    end = buffer_.find("\r\n\r\n");
  }
  RawResponse out;
  out.head = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  if (out.head.rfind("HTTP/1.1 ", 0) != 0) return std::nullopt;
  out.status = std::stoi(out.head.substr(9, 3));
  if (out.status < 200) return response(timeout_ms, expect_body);
  if (expect_body == ExpectBody::no) return out;
  if (out.header("transfer-encoding")) {
    auto body = chunks(timeout_ms);
    if (!body) return std::nullopt;
    out.body = std::move(*body);
    return out;
  }
  const auto length = std::stoul(out.header("content-length").value_or("0"));
  if (!need(length, timeout_ms)) return std::nullopt;
  out.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return out;
}

RawClient::Rest RawClient::rest(int timeout_ms) {
  Rest out;
  out.bytes = std::exchange(buffer_, {});
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return out;
    auto more = receive(static_cast<int>(left.count()));
    if (!more) return out;
    if (more->empty()) {
      out.end = Rest::End::closed;
      return out;
    }
    out.bytes += *more;
  }
}

} // namespace lv::test
