// [append]: entries made durable by the audit log against a bare loop of pwrite and fdatasync.
#include "figure.hpp"
#include "log_entries.hpp"
#include "options.hpp"
#include "percentile.hpp"
#include "server_process.hpp"
#include "unit/audit/audit_fixture.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace lv::bench {
namespace {

constexpr std::size_t client_counts[] = {32, 1, 8, 128}; // the first gives the figure's value
constexpr std::size_t bare_block_bytes = 4'096;
constexpr std::size_t bare_file_bytes = 64 * 1024 * 1024;

using SteadyTime = std::chrono::steady_clock::time_point;

double us_since(SteadyTime start) {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
      .count();
}

struct Appended {
  double per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
};

Appended summary_of(std::vector<double> latencies_us, double elapsed_us) {
  return {static_cast<double>(latencies_us.size()) * 1e6 / elapsed_us,
          percentile(latencies_us, 0.5), percentile(latencies_us, 0.99)};
}

Appended run_clients(audit::AuditLog& log, TenantId tenant, std::size_t clients, double seconds) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::vector<double>> latencies(clients);
  std::vector<std::thread> threads;
  for (auto& own : latencies) {
    threads.emplace_back([&log, tenant, start, seconds, &own] {
      while (us_since(start) < seconds * 1e6) {
        const auto before = std::chrono::steady_clock::now();
        if (!log.append_blocking(audit::test::append_of(release_entry(tenant)))) return;
        own.push_back(us_since(before));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const double elapsed_us = us_since(start);
  std::vector<double> all;
  for (const auto& own : latencies) all.insert(all.end(), own.begin(), own.end());
  if (!log.accepting() || all.empty()) throw BenchError("the audit log refused an append");
  return summary_of(std::move(all), elapsed_us);
}

class BareFile { // preallocated and written once, so that a sync changes no metadata of size
public:
  explicit BareFile(const std::filesystem::path& path)
      : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    for (std::size_t at = 0; at < bare_file_bytes; at += block_.size()) write_at(at);
    if (::fsync(fd_) != 0) throw BenchError("fsync failed");
  }
  BareFile(const BareFile&) = delete;
  BareFile& operator=(const BareFile&) = delete;
  ~BareFile() { ::close(fd_); }

  Appended run(double seconds) {
    std::vector<double> latencies;
    const auto start = std::chrono::steady_clock::now();
    while (us_since(start) < seconds * 1e6) {
      const auto before = std::chrono::steady_clock::now();
      write_at(at_);
      if (::fdatasync(fd_) != 0) throw BenchError("fdatasync failed");
      at_ = (at_ + block_.size()) % bare_file_bytes;
      latencies.push_back(us_since(before));
    }
    return summary_of(std::move(latencies), us_since(start));
  }

private:
  void write_at(std::size_t at) {
    if (::pwrite(fd_, block_.data(), block_.size(), static_cast<off_t>(at)) !=
        static_cast<ssize_t>(block_.size()))
      throw BenchError("pwrite failed");
  }
  int fd_;
  std::size_t at_ = 0;
  std::vector<char> block_ = std::vector<char>(bare_block_bytes, 'x');
};

} // namespace

Figure bench_append(const Options& options) {
  const WorkFolder folder(options.folder);
  const audit::test::TestKeys keys;
  audit::AuditOptions log_options;
  log_options.folder = folder.path() / "audit";
  log_options.installation = make_id<InstallTag>();
  auto opened = audit::open_audit_log(std::move(log_options), keys.refs(), Position{},
                                      audit::test::FakeStore().was_not_applied());
  if (!opened) throw BenchError(opened.error().what());
  auto& log = *opened->log;
  const auto tenant = make_id<TenantTag>();
  if (!log.open_tenant_log(tenant, make_id<LogTag>())) throw BenchError("no tenant log");
  BareFile bare(folder.path() / "bare");

  Figure figure{"append", "audit appends against one thread of pwrite and fdatasync", {}, {}};
  const double seconds = options.seconds / static_cast<double>(std::size(client_counts));
  for (const std::size_t clients : client_counts) {
    const std::string count = std::to_string(clients);
    Series rate("per_s_" + count, count + " clients", "entries/s", Better::higher);
    Series half("p50_us_" + count, count + " clients p50", "us", Better::lower);
    Series tail("p99_us_" + count, count + " clients p99", "us", Better::lower);
    for (int round = 0; round < options.rounds; ++round) {
      const Appended ours = run_clients(log, tenant, clients, seconds);
      const Appended theirs = bare.run(seconds);
      rate.add(ours.per_second, theirs.per_second);
      half.add(ours.p50_us, theirs.p50_us);
      tail.add(ours.p99_us, theirs.p99_us);
    }
    figure.series.insert(figure.series.end(), {rate, half, tail});
  }
  log.close();
  return figure;
}

} // namespace lv::bench
