// How many connections fit into the process's limit of open files. What the vault itself opens (its
// log's next segment above all) comes first: callers must not be able to seal it by connecting.
#pragma once

#include "leadvault/http/server.hpp"

namespace lv::app {

// Raises the soft limit to the hard one and gives it.
Result<std::size_t> raise_open_files();

// Lowers the limits on connections to what `open_files` leaves beside the vault's own; an address
// keeps its share of them. Errc::config when not even the vault's own fit.
Result<void> fit_connections(std::size_t open_files, std::size_t threads,
                             http::ServerLimits& limits);

} // namespace lv::app
