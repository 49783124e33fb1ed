#include "app/descriptors.hpp"

#include "leadvault/base/limits.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace lv::app {

Result<std::size_t> raise_open_files() {
  rlimit open_files{};
  if (::getrlimit(RLIMIT_NOFILE, &open_files) != 0)
    return LV_FAIL(io, "the limit of open files cannot be read");
  open_files.rlim_cur = open_files.rlim_max;
  if (::setrlimit(RLIMIT_NOFILE, &open_files) != 0)
    return LV_FAIL(io, "the limit of open files cannot be raised");
  return static_cast<std::size_t>(open_files.rlim_cur);
}

Result<void> fit_connections(std::size_t open_files, std::size_t threads,
                             http::ServerLimits& limits) {
  const auto own = limits::descriptors_reserved + threads * limits::descriptors_per_thread;
  if (open_files <= own)
    return LV_FAIL(config, "the limit of open files is too low: raise RLIMIT_NOFILE");
  const auto wanted = limits.connections_max;
  limits.connections_max = std::min(wanted, open_files - own);
  const auto share = limits.connections_per_address_max * limits.connections_max / wanted;
  limits.connections_per_address_max = std::max<std::size_t>(share, 1);
  return {};
}

} // namespace lv::app
