// [handshake]: full TLS 1.3 handshakes per second of server CPU, the vault's against nginx's with
// the same certificate.
#include "bench_vault.hpp"
#include "figure.hpp"
#include "nginx.hpp"
#include "now.hpp"
#include "options.hpp"
#include "tls_connection.hpp"

#include <atomic>
#include <thread>

namespace lv::bench {
namespace {

constexpr int clients = 4; // so that the server seldom waits

// Each connection is closed by both sides, so all handshakes counted are done on the server too.
std::uint64_t shake_hands(const ClientTls& tls, std::uint16_t port, double seconds) {
  std::atomic<std::uint64_t> count = 0;
  std::atomic<bool> failed = false;
  std::vector<std::thread> threads;
  const double until = now_s() + seconds;
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&] {
      try {
        for (; now_s() < until; ++count)
          TlsConnection(tls, port, TlsConnection::Handshake::at_once).close_politely();
      } catch (const BenchError&) {
        failed = true;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  if (failed) throw BenchError("a TLS handshake failed");
  return count;
}

double per_core_second(const ServerProcess& server, const ClientTls& tls, double seconds) {
  const double before = server.cpu_seconds();
  const auto count = static_cast<double>(shake_hands(tls, server.port(), seconds));
  const double used = server.cpu_seconds() - before;
  if (used <= 0) throw BenchError("too short to measure CPU time");
  return count / used;
}

} // namespace

Figure bench_handshake(const Options& options) {
  const WorkFolder folder(options.folder);
  const BenchVault vault(folder.path(), {});
  const Nginx nginx(folder.path(), vault.certificate(), vault.certificate_key());
  const ClientTls tls(vault.ca_file());
  Series rate("handshakes", "handshakes per core-second", "1/s", Better::higher);
  for (int round = 0; round < options.rounds; ++round)
    rate.add(per_core_second(vault.server(), tls, options.seconds),
             per_core_second(nginx.process(), tls, options.seconds));
  return {"handshake", "full TLS 1.3 handshakes against nginx's", {rate}, {}};
}

} // namespace lv::bench
