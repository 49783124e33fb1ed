#include "http/transport.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace lv::http {

namespace {

class PlainTransport final : public Transport {
public:
  explicit PlainTransport(int fd) : fd_(fd) {}
  IoResult handshake() override { return {IoState::done}; }
  IoResult read(std::span<char> into) override { return socket_read(fd_, into); }
  IoResult write(std::string_view bytes) override { return socket_write(fd_, bytes); }
  bool holds_input() const override { return false; }
  IoResult close_notify() override { return {IoState::done}; }
  void rest() override {}
  std::optional<ClientCertificate> client_certificate() const override { return std::nullopt; }

private:
  int fd_;
};

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

} // namespace

std::unique_ptr<Transport> make_plain_transport(int fd) {
  return std::make_unique<PlainTransport>(fd);
}

IoResult socket_read(int fd, std::span<char> into) {
  for (;;) {
    const auto n = ::recv(fd, into.data(), into.size(), MSG_DONTWAIT);
    if (n > 0) return {IoState::done, static_cast<std::size_t>(n)};
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && would_block(errno)) return {IoState::want_read};
    return {IoState::closed};
  }
}

IoResult socket_write(int fd, std::string_view bytes) {
  for (;;) {
    const auto n = ::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n >= 0) return {IoState::done, static_cast<std::size_t>(n)};
    if (errno == EINTR) continue;
    if (would_block(errno)) return {IoState::want_write};
    return {IoState::closed};
  }
}

} // namespace lv::http
