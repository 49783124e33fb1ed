// [overload]: reads arrive four times as fast as the vault can answer; how many are answered?
#include "admin_client.hpp"
#include "bare_peer.hpp"
#include "bench_vault.hpp"
#include "figure.hpp"
#include "measured_load.hpp"
#include "open_loop.hpp"
#include "options.hpp"
#include "percentile.hpp"
#include "progress.hpp"
#include "sample_reads.hpp"

#include <algorithm>

namespace lv::bench {
namespace {

constexpr std::size_t connections = 10'000; // more than any queue of the vault holds
constexpr std::size_t principals = 256;     // their quotas bear four times the peak
constexpr double overload = 4;
constexpr double patience_s = 1;
constexpr int first_step = 3; // of the rising rates
constexpr int steps = 10;
constexpr double unsaturated = 0.95; // share of arrivals that is answered before the last one

double share(std::uint64_t part, std::uint64_t whole) {
  return 100 * static_cast<double>(part) / static_cast<double>(whole);
}

// What a server answers when reads arrive on all connections.
struct Answered {
  OpenLoopResult result;
  double per_second = 0;
  double cpu_us = 0; // of the server, per read that was answered
};

Answered arrive(OpenLoop& load, const ServerProcess& server, double per_second, double seconds,
                const NextRequest& next) {
  OpenLoopPlan plan;
  plan.per_second = per_second;
  plan.seconds = seconds;
  plan.patience_s = patience_s;
  const double before = server.cpu_seconds();
  Answered out{load.run(plan, next)};
  if (out.result.answered == 0) throw BenchError("no read was answered in the time");
  out.per_second = static_cast<double>(out.result.answered_in_time) / seconds;
  out.cpu_us = (server.cpu_seconds() - before) * 1e6 / static_cast<double>(out.result.answered);
  return out;
}

// The most that is answered as arrivals rise from where all are answered to what few connections
// reach.
double peak_of(OpenLoop& load, const ServerProcess& server, double few, double seconds,
               const NextRequest& next) {
  double peak = 0;
  for (int step = first_step; step <= steps; ++step) {
    const double rate = few * step / steps;
    const double answered = arrive(load, server, rate, seconds / 2, next).per_second;
    if (step == first_step && answered < rate * unsaturated)
      throw BenchError("the least of the rising rates was too much already");
    peak = std::max(peak, answered);
  }
  return peak;
}

} // namespace

Figure bench_overload(const Options& options) {
  const WorkFolder folder(options.folder);
  BenchVault vault(folder.path(), {1, principals, {}});
  SampleReads reads(vault, vault.load(options.leads));
  const NextRequest next = [&](std::size_t connection) { return reads(connection); };
  const BareServer bare(folder.path(), vault, vault.call(std::string(next(0))));
  const auto few_of = [&](const ServerProcess& server) {
    return measure_load(server, vault.ca_file(), options.connections, options.seconds, next);
  };
  Series goodput("goodput", "reads answered", "1/s", Better::higher);
  Series arrived("arrived", "reads that arrive", "1/s", Better::neither);
  Series shed("shed_percent", "answered 503 with Retry-After", "%", Better::neither);
  Series broken("broken_percent", "closed without an answer", "%", Better::neither);
  Series gave_up("gave_up_percent", "found no connection for 1 s", "%", Better::neither);
  Series tail("p99_ms", "p99 of the answered", "ms", Better::neither);
  Series livez("livez_ms", "longest /livez", "ms", Better::neither);
  Series few_goodput("few", "answered, against the peak of 64", "1/s", Better::higher);
  Series cold("cpu_us", "server CPU per answer, against 64", "us", Better::lower);
  Series bare_cold("bare_cpu_us", "the same of the bare server", "us", Better::lower);
  {
    say("opening 10,000 connections");
    OpenLoop load(vault.server().port(), vault.ca_file(), connections);
    for (int round = 0; round < options.rounds; ++round) {
      const MeasuredLoad few = few_of(vault.server());
      const double peak =
          peak_of(load, vault.server(), few.load.per_second(), options.seconds, next);
      AdminProbe probe(vault.server().ports().admin);
      Answered ours = arrive(load, vault.server(), peak * overload, options.seconds, next);
      livez.add(probe.longest_ms());
      goodput.add(ours.per_second, peak);
      arrived.add(peak * overload);
      shed.add(share(ours.result.shed, ours.result.arrived));
      broken.add(share(ours.result.broken, ours.result.arrived));
      gave_up.add(share(ours.result.gave_up, ours.result.arrived));
      tail.add(percentile(ours.result.latencies_us, 0.99) / 1e3);
      few_goodput.add(ours.per_second, few.load.per_second());
      cold.add(ours.cpu_us, few.cpu_us);
    }
  }
  say("opening 10,000 connections to the bare server");
  OpenLoop load(bare.process().port(), vault.ca_file(), connections);
  for (int round = 0; round < options.rounds; ++round) {
    const MeasuredLoad few = few_of(bare.process());
    const double rate = few.load.per_second() * overload;
    bare_cold.add(arrive(load, bare.process(), rate, options.seconds, next).cpu_us, few.cpu_us);
  }
  return {"overload",
          "audited reads that arrive on 10,000 connections at four times their peak",
          {goodput, arrived, shed, broken, gave_up, tail, livez, few_goodput, cold, bare_cold},
          {}};
}

} // namespace lv::bench
