// [startup]: how long `leadvault serve` takes until it serves, with a million entries in its log.
#include "bench_vault.hpp"
#include "figure.hpp"
#include "options.hpp"
#include "progress.hpp"

namespace lv::bench {
namespace {

constexpr std::uint64_t entries = 1'000'000;

} // namespace

Figure bench_startup(const Options& options) {
  const WorkFolder folder(options.folder);
  BenchVault vault(folder.path(), {});
  Series clean("clean_s", "after a clean stop", "s", Better::neither);
  Series killed("killed_s", "after kill -9", "s", Better::neither);
  vault.stop();
  say("logging " + std::to_string(entries) + " entries");
  run_program({sibling_program("lv_bench_fill_log"), vault.data(), vault.root_key(),
               std::to_string(entries)},
              folder.path() / "fill.log", Ending::killed);
  killed.add(vault.start());
  for (int round = 0; round < options.rounds; ++round) {
    vault.stop();
    clean.add(vault.start());
  }
  if (vault.verified_entries() < entries) throw BenchError("the log does not hold the entries");
  return {"startup", "time to serve with 1,000,000 audit entries", {clean, killed}, {}};
}

} // namespace lv::bench
