// [soak]: a mixed load at half of the peak: what grows?
#include "bench_vault.hpp"
#include "figure.hpp"
#include "measured_load.hpp"
#include "mixed_requests.hpp"
#include "open_loop.hpp"
#include "options.hpp"
#include "percentile.hpp"
#include "progress.hpp"

#include <cmath>

namespace lv::bench {
namespace {

constexpr std::size_t connections = 256;
constexpr double share_of_peak = 0.5;
constexpr double full_seconds = 3'600;
constexpr double short_factor = 12;       // a minute with the default of 5 s
constexpr double warm_up_share = 1.0 / 6; // caches fill
constexpr int told_every_s = 60;
constexpr double refused_percent_max = 0.1; // more: it was no half load

class Footprint { // of the server, once a second after the warm-up
public:
  explicit Footprint(const ServerProcess& server) : server_(server) {}

  void sample() {
    memory_mib_.push_back(server_.resident_mib());
    descriptors_.push_back(static_cast<double>(server_.descriptors()));
  }
  struct Change {
    double from = 0;
    double to = 0;
  };
  Change memory() const { return change(memory_mib_); }
  Change descriptors() const { return change(descriptors_); }

private:
  static Change change(const std::vector<double>& samples) { // medians of a tenth at either end
    const auto tenth = static_cast<std::ptrdiff_t>(samples.size() / 10 + 1);
    if (samples.size() < 2) throw BenchError("a soak this short shows nothing");
    return {median({samples.begin(), samples.begin() + tenth}),
            median({samples.end() - tenth, samples.end()})};
  }

  const ServerProcess& server_;
  std::vector<double> memory_mib_;
  std::vector<double> descriptors_;
};

} // namespace

Figure bench_soak(const Options& options) {
  const WorkFolder folder(options.folder);
  BenchVault vault(folder.path(), {});
  MixedRequests requests(vault, vault.load(options.leads));
  const NextRequest next = [&](std::size_t connection) { return requests(connection); };
  const MeasuredLoad peak =
      measure_load(vault.server(), vault.ca_file(), options.connections, options.seconds, next);
  OpenLoop load(vault.server().port(), vault.ca_file(), connections);
  Footprint footprint(vault.server());
  OpenLoopPlan plan;
  plan.per_second = peak.load.per_second() * share_of_peak;
  plan.seconds = options.full ? full_seconds : options.seconds * short_factor;
  plan.every_second = [&](double elapsed_s) {
    if (elapsed_s >= plan.seconds * warm_up_share) footprint.sample();
    if (std::fmod(elapsed_s, told_every_s) == 0)
      say(std::to_string(int(elapsed_s)) +
          " s: " + std::to_string(int(vault.server().resident_mib())) + " MiB, " +
          std::to_string(vault.server().descriptors()) + " descriptors");
  };
  OpenLoopResult result = load.run(plan, next);
  const double refused_percent =
      100 * (1 - static_cast<double>(result.answered) / static_cast<double>(result.arrived));
  if (refused_percent > refused_percent_max)
    throw BenchError(std::to_string(result.arrived - result.answered) + " of " +
                     std::to_string(result.arrived) + " requests were refused at half load");

  const auto memory = footprint.memory();
  const auto descriptors = footprint.descriptors();
  Series growth("growth_mib", "memory growth", "MiB", Better::neither);
  Series percent("growth_percent", "memory growth", "%", Better::neither);
  Series resident("memory_mib", "memory at the end, after warm-up", "MiB", Better::neither);
  Series files("descriptors", "descriptors at the end, after warm-up", "", Better::neither);
  Series rate("rate", "requests that arrive", "1/s", Better::neither);
  Series refused("refused_percent", "answered 503 with Retry-After", "%", Better::neither);
  Series tail("p99_ms", "p99", "ms", Better::neither);
  growth.add(memory.to - memory.from);
  percent.add((memory.to / memory.from - 1) * 100);
  resident.add(memory.to, memory.from);
  files.add(descriptors.to, descriptors.from);
  rate.add(plan.per_second);
  refused.add(refused_percent);
  tail.add(percentile(result.latencies_us, 0.99) / 1e3);
  return {"soak",
          std::to_string(int(plan.seconds)) + " s of mixed load at half of the peak",
          {growth, percent, resident, files, rate, refused, tail},
          {}};
}

} // namespace lv::bench
