// [overload]: reads arrive four times as fast as the vault can answer; how many are answered?
#include "admin_client.hpp"
#include "bench_vault.hpp"
#include "figure.hpp"
#include "measured_load.hpp"
#include "open_loop.hpp"
#include "options.hpp"
#include "percentile.hpp"
#include "progress.hpp"
#include "sample_reads.hpp"

namespace lv::bench {
namespace {

constexpr std::size_t connections = 10'000; // more than any queue of the vault holds
constexpr std::size_t principals = 256;     // their quotas bear four times the peak
constexpr double overload = 4;
constexpr double patience_s = 1;

double share(std::uint64_t part, std::uint64_t whole) {
  return 100 * static_cast<double>(part) / static_cast<double>(whole);
}

} // namespace

Figure bench_overload(const Options& options) {
  const WorkFolder folder(options.folder);
  BenchVault vault(folder.path(), {1, principals, {}});
  SampleReads reads(vault, vault.load(options.leads));
  const NextRequest next = [&](std::size_t connection) { return reads(connection); };
  Series goodput("goodput", "reads answered", "1/s", Better::higher);
  Series arrived("arrived", "reads that arrive", "1/s", Better::neither);
  Series shed("shed_percent", "answered 503 with Retry-After", "%", Better::neither);
  Series broken("broken_percent", "closed without an answer", "%", Better::neither);
  Series gave_up("gave_up_percent", "found no connection for 1 s", "%", Better::neither);
  Series tail("p99_ms", "p99 of the answered", "ms", Better::neither);
  Series livez("livez_ms", "longest /livez", "ms", Better::neither);
  say("opening 10,000 connections");
  OpenLoop load(vault.server().port(), vault.ca_file(), connections);
  for (int round = 0; round < options.rounds; ++round) {
    const MeasuredLoad peak =
        measure_load(vault.server(), vault.ca_file(), options.connections, options.seconds, next);
    OpenLoopPlan plan;
    plan.per_second = peak.load.per_second() * overload;
    plan.seconds = options.seconds;
    plan.patience_s = patience_s;
    AdminProbe probe(vault.server().ports().admin);
    OpenLoopResult result = load.run(plan, next);
    livez.add(probe.longest_ms());
    goodput.add(static_cast<double>(result.answered_in_time) / plan.seconds,
                peak.load.per_second());
    arrived.add(plan.per_second);
    shed.add(share(result.shed, result.arrived));
    broken.add(share(result.broken, result.arrived));
    gave_up.add(share(result.gave_up, result.arrived));
    tail.add(percentile(result.latencies_us, 0.99) / 1e3);
  }
  return {"overload",
          "audited reads that arrive at four times the peak",
          {goodput, arrived, shed, broken, gave_up, tail, livez},
          {}};
}

} // namespace lv::bench
