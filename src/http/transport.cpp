#include "http/transport.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace lv::http {

namespace {

class PlainTransport final : public Transport {
public:
  explicit PlainTransport(int fd) : socket_(fd) {}
  IoResult handshake() override { return {IoState::done}; }
  IoResult read(std::span<char> into) override { return socket_.read(into); }
  IoResult write(std::string_view bytes) override { return socket_.write(bytes); }
  bool may_hold_input() const override { return socket_.may_hold_more(); }
  IoResult close_notify() override { return {IoState::done}; }
  std::optional<ClientCertificate> client_certificate() const override { return std::nullopt; }

private:
  SocketBytes socket_;
};

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

} // namespace

std::unique_ptr<Transport> make_plain_transport(int fd) {
  return std::make_unique<PlainTransport>(fd);
}

// Less than was asked for: there is no more, and the kernel tells of what comes (decisions/0016).
IoResult SocketBytes::read(std::span<char> into) {
  for (;;) {
    const auto n = ::recv(fd_, into.data(), into.size(), MSG_DONTWAIT);
    const bool filled = n == static_cast<ssize_t>(into.size());
    drained_ = filled ? Drained::no : Drained::yes;
    if (n > 0) return {IoState::done, static_cast<std::size_t>(n)};
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && would_block(errno)) return {IoState::want_read};
    return {IoState::closed};
  }
}

IoResult SocketBytes::write(std::string_view bytes) {
  for (;;) {
    const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n >= 0) return {IoState::done, static_cast<std::size_t>(n)};
    if (errno == EINTR) continue;
    if (would_block(errno)) return {IoState::want_write};
    return {IoState::closed};
  }
}

} // namespace lv::http
