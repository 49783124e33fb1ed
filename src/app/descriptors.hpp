// How many connections fit into the process's limit of open files. What the vault itself opens (its
// log's next segment above all) comes first: callers must not be able to seal it by connecting.
#pragma once

#include "leadvault/base/result.hpp"

#include <cstddef>

namespace lv::app {

// Raises the soft limit to the hard one. Errc::config when not even the vault's own files fit.
Result<std::size_t> connections_that_fit(std::size_t wanted);

} // namespace lv::app
