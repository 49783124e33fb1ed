// [idle_memory]: what 10,000 idle TLS connections cost the server.
#include "bench_vault.hpp"
#include "figure.hpp"
#include "options.hpp"
#include "tls_connection.hpp"

#include <sys/resource.h>

namespace lv::bench {
namespace {

constexpr std::size_t idle_connections = 10'000;
constexpr rlim_t spare_descriptors = 500; // of the server: files, listeners, the admin's

void check_descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < idle_connections + spare_descriptors)
    throw BenchError("10,000 connections need a limit of 10,500 descriptors (ulimit -Hn)");
}

} // namespace

Figure bench_idle_memory(const Options& options) {
  check_descriptor_limit();
  const WorkFolder folder(options.folder);
  const BenchVault vault(folder.path(), {});
  const ClientTls tls(vault.ca_file());
  const double before = vault.server().resident_mib();
  const auto connections = open_connections(tls, vault.server().port(), idle_connections);
  const double with = vault.server().resident_mib();
  // The server closes what asks nothing for 25 s: a machine too slow for that gets no figure.
  if (vault.metric("leadvault_http_connections") < double(idle_connections))
    throw BenchError("the server no longer holds all connections");
  Series more("added_mib", "10,000 connections", "MiB", Better::neither);
  Series old_size("before_mib", "the process before", "MiB", Better::neither);
  Series new_size("with_mib", "the process with them", "MiB", Better::neither);
  Series each("each_kib", "each connection", "KiB", Better::neither);
  more.add(with - before);
  old_size.add(before);
  new_size.add(with);
  each.add((with - before) * 1'024 / double(idle_connections));
  return {"idle_memory",
          "resident memory of 10,000 idle TLS connections",
          {more, old_size, new_size, each},
          {}};
}

} // namespace lv::bench
