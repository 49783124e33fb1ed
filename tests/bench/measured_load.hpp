// A closed loop of requests, with the CPU time that the server spent on it.
#pragma once

#include "load_client.hpp"
#include "server_process.hpp"

namespace lv::bench {

struct MeasuredLoad {
  LoadResult load;
  double cpu_us = 0; // of the server, per request
};

MeasuredLoad measure_load(const ServerProcess& server, const std::filesystem::path& ca_file,
                          std::size_t connections, double seconds, const NextRequest& next);

} // namespace lv::bench
