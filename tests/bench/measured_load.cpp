#include "measured_load.hpp"

namespace lv::bench {

MeasuredLoad measure_load(const ServerProcess& server, const std::filesystem::path& ca_file,
                          std::size_t connections, double seconds, const NextRequest& next) {
  LoadClient client(server.port(), ca_file, connections);
  const double before = server.cpu_seconds();
  MeasuredLoad out;
  out.load = client.run({seconds, 0}, next);
  if (out.load.requests == 0) throw BenchError("no request was answered in the time");
  out.cpu_us = (server.cpu_seconds() - before) * 1e6 / static_cast<double>(out.load.requests);
  return out;
}

} // namespace lv::bench
