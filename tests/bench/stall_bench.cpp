// [stall]: audited reads while the disk stands still for 200 ms every 2 s.
#include "admin_client.hpp"
#include "bench_vault.hpp"
#include "figure.hpp"
#include "measured_load.hpp"
#include "open_loop.hpp"
#include "options.hpp"
#include "percentile.hpp"
#include "sample_reads.hpp"

namespace lv::bench {
namespace {

constexpr std::size_t connections = 2'000; // what comes during a stall waits in the vault
constexpr double share_of_peak = 0.5;
constexpr double stall_seen_ms = 150;
constexpr double seconds_min = 2; // of a round: one stall falls into it

std::string stalling_disk() { return sibling_program("liblv_bench_stalled_disk.so"); }

VaultPlan on_a_stalling_disk() {
  VaultPlan plan;
  plan.run_under = {"/usr/bin/env", "LD_PRELOAD=" + stalling_disk()};
  return plan;
}

} // namespace

Figure bench_stall(const Options& options) {
  const WorkFolder folder(options.folder);
  BenchVault vault(folder.path(), on_a_stalling_disk());
  if (!vault.server().has_loaded(stalling_disk())) throw BenchError("the disk cannot be stalled");
  SampleReads reads(vault, vault.load(options.leads));
  const NextRequest next = [&](std::size_t connection) { return reads(connection); };
  const std::uint64_t entries_before = vault.verified_entries();
  const double seconds = std::max(options.seconds, seconds_min);
  const MeasuredLoad peak =
      measure_load(vault.server(), vault.ca_file(), options.connections, seconds, next);
  std::uint64_t answered = peak.load.requests;

  Series tail("p99_ms", "p99", "ms", Better::neither);
  Series half("p50_ms", "p50", "ms", Better::neither);
  Series longest("longest_ms", "longest", "ms", Better::neither);
  Series rate("rate", "reads that arrive", "1/s", Better::neither);
  Series livez("livez_ms", "longest /livez", "ms", Better::neither);
  OpenLoop load(vault.server().port(), vault.ca_file(), connections);
  OpenLoopPlan plan;
  plan.per_second = peak.load.per_second() * share_of_peak;
  plan.seconds = seconds;
  for (int round = 0; round < options.rounds; ++round) {
    AdminProbe probe(vault.server().ports().admin);
    OpenLoopResult result = load.run(plan, next);
    if (result.answered != result.arrived) throw BenchError("reads were refused during a stall");
    answered += result.answered;
    tail.add(percentile(result.latencies_us, 0.99) / 1e3);
    half.add(percentile(result.latencies_us, 0.50) / 1e3);
    longest.add(percentile(result.latencies_us, 1.00) / 1e3);
    rate.add(plan.per_second);
    livez.add(probe.longest_ms());
  }
  if (longest.ours() < stall_seen_ms) throw BenchError("the disk did not stall");
  if (vault.verified_entries() - entries_before < answered)
    throw BenchError("answered reads are not in the log");
  return {"stall",
          "audited reads, the disk stalled for 200 ms every 2 s",
          {tail, half, longest, rate, livez},
          {}};
}

} // namespace lv::bench
