#include "app/descriptors.hpp"

#include "leadvault/base/limits.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace lv::app {

Result<std::size_t> connections_that_fit(std::size_t wanted) {
  rlimit open_files{};
  if (::getrlimit(RLIMIT_NOFILE, &open_files) != 0)
    return LV_FAIL(io, "the limit of open files cannot be read");
  open_files.rlim_cur = open_files.rlim_max;
  if (::setrlimit(RLIMIT_NOFILE, &open_files) != 0)
    return LV_FAIL(io, "the limit of open files cannot be raised");
  if (open_files.rlim_cur <= limits::descriptors_reserved)
    return LV_FAIL(config, "the limit of open files is too low: raise RLIMIT_NOFILE");
  const auto left = static_cast<std::size_t>(open_files.rlim_cur) - limits::descriptors_reserved;
  return std::min(wanted, left);
}

} // namespace lv::app
