#include "http/listener.hpp"

#include "http/session.hpp"

#include "leadvault/base/log.hpp"

#include <arpa/inet.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <netinet/tcp.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

namespace lv::http {

namespace {

constexpr int accepts_at_once = 16;
constexpr int unsent_bytes = 128 * 1024; // of a connection's answers, in the kernel

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  int family() const { return storage.ss_family; }
  const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

Result<Address> unix_address(const std::string& path) {
  Address out;
  auto* address = reinterpret_cast<sockaddr_un*>(&out.storage);
  if (path.size() >= sizeof address->sun_path) {
    return LV_FAIL(config, "the Unix socket's path is too long");
  }
  address->sun_family = AF_UNIX;
  std::memcpy(address->sun_path, path.c_str(), path.size() + 1);
  out.size = sizeof(sockaddr_un);
  return out;
}

Result<Address> inet_address(const ListenAddress& from) {
  Address out;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&out.storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&out.storage);
  if (::inet_pton(AF_INET, from.host.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(from.port);
    out.size = sizeof(sockaddr_in);
  } else if (::inet_pton(AF_INET6, from.host.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(from.port);
    out.size = sizeof(sockaddr_in6);
  } else {
    return LV_FAIL(config, "a listen address must be a numeric IPv4 or IPv6 address");
  }
  return out;
}

bool is_local(const Address& address) {
  if (address.family() == AF_UNIX) return true;
  if (address.family() == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address.storage);
    return (ntohl(v4->sin_addr.s_addr) >> 24) == 127;
  }
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&address.storage);
  return IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

// A socket file nobody listens on is left over from a crash; one that answers is in use.
Result<void> clear_stale_socket(const std::string& path, const Address& address) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return {};
  if (!S_ISSOCK(info.st_mode)) return LV_FAIL(config, "the Unix socket's path is another file");
  Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(probe.get(), address.raw(), address.size) == 0) {
    return LV_FAIL(io, "another process listens on the Unix socket");
  }
  ::unlink(path.c_str());
  return {};
}

Result<int> listen_on(const Address& address) {
  Descriptor fd(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (fd.get() < 0) return LV_FAIL(io, "a listening socket cannot be made");
  const int on = 1;
  if (address.family() != AF_UNIX) {
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  }
  if (address.family() == AF_INET6) {
    ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  }
  // A Unix socket must never be open to others, not even between bind and chmod.
  const auto old_mask = address.family() == AF_UNIX ? ::umask(0177) : ::mode_t{0};
  const int bound = ::bind(fd.get(), address.raw(), address.size);
  if (address.family() == AF_UNIX) ::umask(old_mask);
  if (bound != 0) return LV_FAIL(io, "the listen address is taken or not of this machine");
  if (::listen(fd.get(), 1024) != 0) return LV_FAIL(io, "the address cannot be listened on");
  return fd.release();
}

std::uint16_t port_of(int fd) {
  Address bound;
  bound.size = sizeof bound.storage;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&bound.storage), &bound.size) != 0) return 0;
  if (bound.family() == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in*>(&bound.storage)->sin_port);
  }
  if (bound.family() == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&bound.storage)->sin6_port);
  }
  return 0;
}

std::string peer_text(int fd) {
  Address peer;
  peer.size = sizeof peer.storage;
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(&peer.storage), &peer.size) != 0) return {};
  char text[INET6_ADDRSTRLEN] = "unix";
  if (peer.family() == AF_INET) {
    ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(&peer.storage)->sin_addr, text,
                sizeof text);
  } else if (peer.family() == AF_INET6) {
    ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(&peer.storage)->sin6_addr, text,
                sizeof text);
  }
  return text;
}

} // namespace

Listener::Listener(std::weak_ptr<ServerCore> core, Acceptor acceptor, std::uint16_t port,
                   std::string unix_path)
    : core_(std::move(core)), acceptor_(std::move(acceptor)), port_(port),
      unix_path_(std::move(unix_path)) {}

Listener::~Listener() {
  if (!unix_path_.empty()) ::unlink(unix_path_.c_str());
}

Result<std::shared_ptr<Listener>> Listener::open(const std::shared_ptr<ServerCore>& core,
                                                 const ListenAddress& listen) {
  const bool is_unix = !listen.unix_path.empty();
  LV_TRY(address, is_unix ? unix_address(listen.unix_path) : inet_address(listen));
  if (!core->options.tls && !is_local(address)) {
    return LV_FAIL(config, "plain HTTP is served on Unix sockets and loopback addresses only");
  }
  if (is_unix) LV_CHECK(clear_stale_socket(listen.unix_path, address));
  LV_TRY(fd, listen_on(address));
  const std::uint16_t port = port_of(fd);
  const net::generic::stream_protocol protocol(address.family(), is_unix ? 0 : IPPROTO_TCP);
  Acceptor acceptor(core->io.loop(0), protocol, fd);
  return std::shared_ptr<Listener>(new Listener(core, std::move(acceptor), port, listen.unix_path));
}

// A server that nobody can reach must not go on as if it served: what the loop cannot survive ends
// the process.
void Listener::accept_forever() {
  net::co_spawn(acceptor_.get_executor(), accept_loop(shared_from_this()),
                [](const std::exception_ptr& failure) {
                  if (failure) std::rethrow_exception(failure);
                });
}

void Listener::close() {
  net::post(acceptor_.get_executor(), [self = shared_from_this()] {
    boost::system::error_code ignored;
    self->acceptor_.close(ignored);
  });
}

Async<void> Listener::accept_loop(std::shared_ptr<Listener> self) {
  Timer pause(self->acceptor_.get_executor());
  for (;;) {
    const auto core = self->core_.lock();
    if (!core || !self->acceptor_.is_open()) co_return;
    boost::system::error_code ec;
    try {
      auto token = net::redirect_error(use_async, ec);
      co_await self->acceptor_.async_wait(Acceptor::wait_read, token);
      if (!self->acceptor_.is_open()) co_return;
      if (!ec) ec = self->accept_waiting(core);
    } catch (const std::exception&) { // of begin_session: this connection is closed
      ec = make_error_code(boost::system::errc::not_enough_memory);
    }
    if (!ec) continue;
    // Out of descriptors or memory: later ones can still be served.
    log::event(log::Level::warning, "http.accept_failed", {{"errno", ec.value()}});
    pause.expires_after(std::chrono::milliseconds(50));
    co_await pause.async_wait(use_async);
  }
}

// Some of those that wait, so that other connections have their turn. What is wrong with one of
// them alone, such as that it has left, is no error.
boost::system::error_code Listener::accept_waiting(const std::shared_ptr<ServerCore>& core) {
  for (int i = 0; i < accepts_at_once; ++i) {
    Descriptor socket(::accept4(acceptor_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC));
    if (socket.get() >= 0) {
      begin_session(core, std::move(socket), core->next_thread());
      continue;
    }
    if (errno == EAGAIN) break;
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
      return {errno, boost::system::system_category()};
  }
  return {};
}

void Listener::begin_session(const std::shared_ptr<ServerCore>& core, Descriptor socket,
                             std::size_t thread) {
  const int fd = socket.get();
  auto admission = ServerCore::admit(core, peer_text(fd));
  if (!admission) return; // closes the socket
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); // no effect on a Unix socket
  // What the kernel takes beyond this would count as written, and a slow reader never as late.
  ::setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent_bytes, sizeof unsent_bytes);
  const auto tls = core->tls();
  auto transport = tls ? tls->make_transport(fd) : make_plain_transport(fd);
  if (!transport) return;
  auto& loop = core->io.loop(thread);
  auto connection = std::make_shared<Connection>(loop, std::move(socket), std::move(transport));
  auto session = std::make_shared<Session>(core, std::move(connection), core->turnstile(thread),
                                           std::move(*admission));
  core->add(session);
  net::co_spawn(loop, Session::run(std::move(session)), net::detached);
}

} // namespace lv::http
