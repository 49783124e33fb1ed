// The closure of a hierarchy: of "is directly in" becomes "is in".
#pragma once

#include "cedar/schema_report.hpp"

#include <cstdint>

namespace lv::cedar {

// For each node, by its number, the nodes it leads to.
using Edges = std::vector<std::vector<std::uint32_t>>;

// All nodes that each leads to over one edge or more, ascending: a node is among its own when it
// lies on a cycle. Less, and a problem, when that costs too much.
Edges closure(const Edges& edges, SchemaReport& report);

} // namespace lv::cedar
