#include "cedar/schema_hierarchy.hpp"

#include <algorithm>
#include <limits>

namespace lv::cedar {

Edges closure(const Edges& edges, SchemaReport& report) {
  constexpr auto nobody = std::numeric_limits<std::size_t>::max();
  Edges reached(edges.size());
  std::vector<std::size_t> reached_by(edges.size(), nobody); // last
  for (std::size_t start = 0; start < edges.size(); ++start) {
    auto& found = reached[start];
    const auto visit = [&](const std::vector<std::uint32_t>& next) {
      for (const std::uint32_t node : next) {
        if (reached_by[node] == start) continue;
        reached_by[node] = start;
        found.push_back(node);
      }
      return report.spend(next.size());
    };
    visit(edges[start]);
    for (std::size_t at = 0; at < found.size(); ++at) {
      if (visit(edges[found[at]]) == SchemaReport::Budget::spent) return reached;
    }
    std::sort(found.begin(), found.end());
  }
  return reached;
}

} // namespace lv::cedar
