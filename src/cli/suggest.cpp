#include "cli/suggest.hpp"

#include <algorithm>

namespace lv::cli {
namespace {

// Levenshtein distance, two rows at a time.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) before[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<std::size_t> row(b.size() + 1);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto change = before[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({before[j] + 1, row[j - 1] + 1, change});
    }
    before = std::move(row);
  }
  return before.back();
}

} // namespace

std::string nearest(std::string_view typed, const std::vector<std::string>& names) {
  constexpr std::size_t typed_max = 64; // nothing of ours is longer
  if (typed.size() > typed_max) return {};
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(typed.size() / 3, 2) + 1;
  for (const auto& name : names) {
    const auto steps = distance(typed, name);
    if (steps < best_distance) {
      best = name;
      best_distance = steps;
    }
  }
  return best;
}

} // namespace lv::cli
