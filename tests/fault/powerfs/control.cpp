#include "control.hpp"

#include "commands.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace powerfs {

namespace {

int must(int result) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), "control socket");
  return result;
}

// Answers each whole line; false when the other side is gone.
bool converse(Disk& disk, int fd, std::string& received) {
  char bytes[1024];
  const ssize_t count = ::read(fd, bytes, sizeof bytes);
  if (count <= 0) return false;
  received.append(bytes, static_cast<std::size_t>(count));
  for (std::size_t end; (end = received.find('\n')) != std::string::npos;) {
    const std::string reply = answer(disk, received.substr(0, end)) + "\n";
    received.erase(0, end + 1);
    if (::send(fd, reply.data(), reply.size(), MSG_NOSIGNAL) < 0) return false;
  }
  return true;
}

} // namespace

Control::Control(Disk& disk, std::string socket_path) : disk_(disk), path_(std::move(socket_path)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path_.size() >= sizeof address.sun_path)
    throw std::system_error(ENAMETOOLONG, std::generic_category(), "control socket");
  path_.copy(address.sun_path, path_.size());
  ::unlink(path_.c_str());
  listener_ = must(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  must(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address));
  must(::listen(listener_, 8));
  must(::pipe2(stop_, O_CLOEXEC));
  thread_ = std::thread([this] { run(); });
}

Control::~Control() {
  ::close(stop_[1]);
  thread_.join();
  ::close(stop_[0]);
  ::close(listener_);
  ::unlink(path_.c_str());
}

void Control::run() {
  std::map<int, std::string> connections;
  for (;;) {
    std::vector<pollfd> waiting{{stop_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
    for (const auto& [fd, _] : connections) waiting.push_back({fd, POLLIN, 0});
    ::poll(waiting.data(), waiting.size(), -1);
    if (waiting[0].revents != 0) break;
    if (waiting[1].revents != 0) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd >= 0) connections[fd];
    }
    for (std::size_t i = 2; i < waiting.size(); ++i) {
      const int fd = waiting[i].fd;
      if (waiting[i].revents == 0 || converse(disk_, fd, connections[fd])) continue;
      ::close(fd);
      connections.erase(fd);
    }
  }
  for (const auto& [fd, _] : connections) ::close(fd);
}

} // namespace powerfs
