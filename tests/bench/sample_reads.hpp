// SampleReads: reads of 8 fields of leads drawn at random, in turn with each of the vault's keys.
#pragma once

#include "bench_vault.hpp"

#include <random>

namespace lv::bench {

class SampleReads {
public:
  SampleReads(const BenchVault& vault, std::vector<std::string> ids)
      : vault_(vault), ids_(std::move(ids)) {}

  // Valid until the next call. Fits NextRequest.
  std::string_view operator()(std::size_t connection);

private:
  const BenchVault& vault_;
  std::vector<std::string> ids_;
  std::mt19937_64 random_{1};
  std::string request_;
};

} // namespace lv::bench
