// MixedRequests: 85 % reads of 8 fields, 10 % changes of one field, 5 % look-ups by external id, of
// leads drawn at random. The number of leads stays the same.
#pragma once

#include "sample_reads.hpp"

namespace lv::bench {

class MixedRequests {
public:
  MixedRequests(const BenchVault& vault, const std::vector<std::string>& ids)
      : vault_(vault), ids_(ids), reads_(vault, ids) {}

  // Valid until the next call. Fits NextRequest.
  std::string_view operator()(std::size_t connection);

private:
  const BenchVault& vault_;
  std::vector<std::string> ids_;
  SampleReads reads_;
  std::mt19937_64 random_{2};
  std::uint64_t changes_ = 0;
  std::string request_;
};

} // namespace lv::bench
