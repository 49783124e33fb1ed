// [read_growth]: the same random reads of vaults that hold more and more leads. All of them stay up
// and are measured in turn, so that a busy minute of the machine falls on each.
#include "bench_vault.hpp"
#include "figure.hpp"
#include "measured_load.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "sample_reads.hpp"

namespace lv::bench {
namespace {

class Sized { // a vault of so many leads, with the default caches
public:
  Sized(const std::filesystem::path& folder, std::uint64_t leads)
      : leads_(leads), folder_(folder), vault_(folder_.path(), {}),
        reads_(vault_, vault_.load(leads)) {}

  std::uint64_t leads() const { return leads_; }
  MeasuredLoad measure(const Options& options) {
    const NextRequest next = [this](std::size_t connection) { return reads_(connection); };
    return measure_load(vault_.server(), vault_.ca_file(), options.connections, options.seconds,
                        next);
  }
  // Reads as many leads twice as there are, so that caches hold what they will.
  void fill_caches(const Options& options) {
    for (std::uint64_t read = 0; read < 2 * leads_;) read += measure(options).load.requests;
  }

private:
  std::uint64_t leads_;
  WorkFolder folder_;
  BenchVault vault_;
  SampleReads reads_;
};

std::vector<std::uint64_t> sizes(const Options& options) {
  if (options.full) return {10'000, 100'000, 300'000, 1'000'000};
  return {10'000, 300'000};
}

std::string in_thousands(std::uint64_t leads) { return std::to_string(leads / 1'000) + "k"; }

} // namespace

Figure bench_read_growth(const Options& options) {
  std::vector<std::unique_ptr<Sized>> vaults;
  for (const std::uint64_t leads : sizes(options)) {
    say("making a vault of " + in_thousands(leads) + " leads");
    vaults.push_back(std::make_unique<Sized>(options.folder, leads));
  }
  std::vector<Series> halves;
  std::vector<Series> cpu;
  for (const auto& vault : vaults) {
    const std::string size = in_thousands(vault->leads());
    halves.emplace_back("p50_" + size, size + " leads, p50", "us", Better::neither);
    cpu.emplace_back("cpu_" + size, size + " leads, server CPU", "us", Better::neither);
    vault->fill_caches(options);
  }
  for (int round = 0; round < options.rounds; ++round) {
    const MeasuredLoad smallest = vaults.front()->measure(options);
    for (std::size_t i = 1; i < vaults.size(); ++i) {
      const MeasuredLoad larger = vaults[i]->measure(options);
      halves[i].add(larger.load.p50_us, smallest.load.p50_us);
      cpu[i].add(larger.cpu_us, smallest.cpu_us);
    }
  }
  Figure figure{"read_growth", "random read of a large vault against one of 10k leads", {}, {}};
  for (std::size_t i = vaults.size() - 1; i > 0; --i) figure.series.push_back(halves[i]);
  for (std::size_t i = vaults.size() - 1; i > 0; --i) figure.series.push_back(cpu[i]);
  return figure;
}

} // namespace lv::bench
