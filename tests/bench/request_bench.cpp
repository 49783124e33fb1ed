// [read] and [ingest]: the vault's server against a bare one that answers with the same bytes.
#include "bare_peer.hpp"
#include "bench_vault.hpp"
#include "figure.hpp"
#include "lead_requests.hpp"
#include "measured_load.hpp"
#include "options.hpp"
#include "sample_reads.hpp"

namespace lv::bench {
namespace {

constexpr double warm_up_seconds = 0.5;

std::vector<Series> compare(const Options& options, const BenchVault& vault, const BareServer& bare,
                            const NextRequest& next) {
  Series cpu("cpu_us", "server CPU per request", "us", Better::lower);
  Series rate("rps", "requests", "1/s", Better::higher);
  Series half("p50", "latency p50", "us", Better::lower);
  Series tail("p99", "latency p99", "us", Better::lower);
  const auto side = [&](const ServerProcess& server, double seconds, const NextRequest& requests) {
    return measure_load(server, vault.ca_file(), options.connections, seconds, requests);
  };
  side(vault.server(), warm_up_seconds, next);
  side(bare.process(), warm_up_seconds, next);
  for (int round = 0; round < options.rounds; ++round) {
    const bool last = round + 1 == options.rounds;
    std::optional<Profiler> profiler;
    if (last) profiler.emplace(vault.server().pid(), options.profile);
    const MeasuredLoad ours = side(vault.server(), options.seconds, next);
    profiler.reset();
    const MeasuredLoad theirs = side(bare.process(), options.seconds, next);
    cpu.add(ours.cpu_us, theirs.cpu_us);
    rate.add(ours.load.per_second(), theirs.load.per_second());
    half.add(ours.load.p50_us, theirs.load.p50_us);
    tail.add(ours.load.p99_us, theirs.load.p99_us);
  }
  return {cpu, rate, half, tail};
}

} // namespace

Figure bench_read(const Options& options) {
  const WorkFolder folder(options.folder);
  BenchVault vault(folder.path(), {});
  SampleReads reads(vault, vault.load(options.leads));
  const NextRequest next = [&](std::size_t connection) { return reads(connection); };
  const BareServer bare(folder.path(), vault, vault.call(std::string(next(0))));
  return {"read",
          "audited read of 8 decrypted fields, 64 connections",
          compare(options, vault, bare, next),
          {}};
}

Figure bench_ingest(const Options& options) {
  const WorkFolder folder(options.folder);
  BenchVault vault(folder.path(), {});
  std::uint64_t number = 0;
  std::string request;
  const NextRequest next = [&](std::size_t connection) -> std::string_view {
    request = post_request("/v1/leads", vault.key(connection), lead_body(number++));
    return request;
  };
  const auto answer = vault.call(std::string(next(0)));
  if (answer.body.find("\"warnings\":[]") == std::string::npos)
    throw BenchError("the sample lead is not indexed as it should be: " + answer.body);
  const BareServer bare(folder.path(), vault, answer);
  return {"ingest",
          "durable ingest of a lead with 8 sealed fields and 3 index rows",
          compare(options, vault, bare, next),
          {}};
}

} // namespace lv::bench
