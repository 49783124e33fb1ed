// Puts COUNT entries into the log of a vault whose server is stopped, waits until the index has
// them too, and ends as by kill -9: without the snapshot of a clean stop.
// lv_bench_fill_log DATA ROOT_KEY_FILE COUNT
#include "log_entries.hpp"

#include "leadvault/vault/open.hpp"

#include <atomic>
#include <csignal>
#include <iostream>
#include <thread>

namespace lv::bench {
namespace {

constexpr int clients = 16;         // blocking: frames of up to 64 entries, as under load
constexpr std::int64_t at_once = 4; // entries of a client in one frame
constexpr std::int64_t index_limit_ms = 600'000;

void append_all(audit::AuditLog& log, TenantId tenant, std::int64_t count) {
  std::atomic<std::int64_t> left = count;
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&] {
      while ((left -= at_once) > -at_once) {
        audit::Append append;
        for (int entry = 0; entry < at_once; ++entry)
          append.entries.push_back(release_entry(tenant));
        if (!log.append_blocking(std::move(append))) return;
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

Result<void> fill(const char* data, const char* root_key_file, std::int64_t count) {
  LV_CHECK(open_secret_arena(LockPolicy::best_effort));
  Violations findings;
  LV_TRY(policies, policy::load_policies(LV_SOURCE_DIR "/policies", findings));
  LV_TRY(root, keys::KeyFileProvider::open(root_key_file));
  const SystemClock clock;
  vault::VaultOptions options;
  options.data = data;
  LV_TRY(opened, vault::OpenVault::open(std::move(options), *root, std::move(policies), clock));
  LV_TRY(tenants, opened->store().tenants());
  append_all(opened->audit(), tenants.back().tenant, count);
  if (!opened->audit().accepting()) return LV_FAIL(unavailable, "the log refused an entry");
  LV_CHECK(opened->index().wait_until(opened->audit().newest(), index_limit_ms));
  std::raise(SIGKILL);
  return {};
}

} // namespace
} // namespace lv::bench

int main(int count, char** arguments) {
  if (count != 4) {
    std::cerr << "usage: lv_bench_fill_log DATA ROOT_KEY_FILE COUNT\n";
    return 2;
  }
  const auto filled = lv::bench::fill(arguments[1], arguments[2], std::atoll(arguments[3]));
  std::cerr << filled.error().what() << '\n';
  return 1;
}
