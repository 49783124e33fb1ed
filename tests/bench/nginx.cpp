#include "nginx.hpp"

#include <arpa/inet.h>
#include <unistd.h>

#include <fstream>

namespace lv::bench {
namespace {

constexpr const char* program = "/usr/sbin/nginx";

class Socket {
public:
  Socket() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() { ::close(fd_); }
  int fd() const { return fd_; }

private:
  int fd_;
};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::uint16_t free_port() { // nginx cannot be asked which one it took
  const Socket socket;
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* where = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket.fd(), where, size) != 0 || ::getsockname(socket.fd(), where, &size) != 0)
    throw BenchError("there is no free port");
  return ntohs(address.sin_port);
}

bool listens(std::uint16_t port) {
  const Socket socket;
  const sockaddr_in address = loopback(port);
  return ::connect(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

std::string configuration(const std::filesystem::path& folder, std::uint16_t port,
                          const std::filesystem::path& certificate,
                          const std::filesystem::path& key) {
  std::string text = "daemon off; master_process off; pid nginx.pid; error_log nginx-error.log;\n"
                     "events { worker_connections 1024; }\n"
                     "http {\n"
                     "  access_log off;\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    text += std::string("  ") + kind + "_temp_path " + (folder / kind).string() + ";\n";
  return text + "  server {\n    listen 127.0.0.1:" + std::to_string(port) +
         " ssl;\n    ssl_protocols TLSv1.3;\n    ssl_session_cache off;\n"
         "    ssl_session_tickets off;\n    ssl_certificate " +
         certificate.string() + ";\n    ssl_certificate_key " + key.string() +
         ";\n    location / { return 200 \"ok\"; }\n  }\n}\n";
}

} // namespace

Nginx::Nginx(const std::filesystem::path& folder, const std::filesystem::path& certificate,
             const std::filesystem::path& key) {
  if (!std::filesystem::exists(program)) throw BenchError("nginx is not installed");
  const std::uint16_t port = free_port();
  const auto file = folder / "nginx.conf";
  std::ofstream(file) << configuration(folder, port, certificate, key);
  const AskPorts when_it_listens = [port] {
    return listens(port) ? std::optional(Ports{port, 0}) : std::nullopt;
  };
  process_.emplace(
      std::vector<std::string>{program, "-p", folder, "-c", file, "-e", folder / "nginx-error.log"},
      folder / "nginx.log", when_it_listens);
}

} // namespace lv::bench
