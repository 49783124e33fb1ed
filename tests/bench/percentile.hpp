// The value that `share` of the samples do not exceed; sorts nothing more than it must.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace lv::bench {

template <class Number>
double percentile(std::vector<Number>& samples, double share) {
  if (samples.empty()) return 0;
  const auto rank = static_cast<std::ptrdiff_t>(share * double(samples.size() - 1));
  std::nth_element(samples.begin(), samples.begin() + rank, samples.end());
  return static_cast<double>(samples[static_cast<std::size_t>(rank)]);
}

} // namespace lv::bench
