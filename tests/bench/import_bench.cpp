// [import]: pages of 500 leads through the API against raw SQLCipher storing the same rows.
#include "bench_vault.hpp"
#include "figure.hpp"
#include "lead_requests.hpp"
#include "load_client.hpp"
#include "options.hpp"
#include "raw_store.hpp"

#include <chrono>

namespace lv::bench {
namespace {

constexpr int io_threads = 2;
constexpr std::size_t pages_in_flight = 2; // one is sealed while the other is committed

double raw_seconds(RawStore& store, std::uint64_t pages) {
  const auto before = std::chrono::steady_clock::now();
  for (std::uint64_t page = 0; page < pages; ++page) store.insert_page(page_rows);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
}

} // namespace

Figure bench_import(const Options& options) {
  const WorkFolder folder(options.folder);
  BenchVault vault(folder.path(), {io_threads, 1, {}});
  RawStore raw(folder.path() / "raw.db");
  const std::string target = "/v1/imports/" + vault.open_import("bench") + "/rows";
  std::uint64_t page = 0;
  std::string request;
  const NextRequest next = [&](std::size_t) -> std::string_view {
    request = post_request(target, vault.key(0), page_body(page++));
    return request;
  };
  const auto first = vault.call(std::string(next(0))).body;
  if (first.find("\"outcome\":\"refused\"") != std::string::npos)
    throw BenchError("the sample rows are not accepted: " + first.substr(0, 500));

  Series rate("leads_per_s", "leads", "1/s", Better::higher);
  Series cpu("cpu_us", "server CPU per lead", "us", Better::lower);
  for (int round = 0; round < options.rounds; ++round) {
    LoadClient client(vault.server().port(), vault.ca_file(), pages_in_flight);
    const double cpu_before = vault.server().cpu_seconds();
    const LoadResult ours = client.run({options.seconds, 0}, next);
    const double cpu_used = vault.server().cpu_seconds() - cpu_before;
    const auto leads = static_cast<double>(ours.requests * page_rows);
    const auto clock_before = std::clock();
    const double theirs = raw_seconds(raw, ours.requests); // the same number of rows
    const double raw_cpu = double(std::clock() - clock_before) / CLOCKS_PER_SEC;
    rate.add(leads / ours.seconds, leads / theirs);
    cpu.add(cpu_used * 1e6 / leads, raw_cpu * 1e6 / leads);
  }
  return {"import", "import in pages of 500 against raw SQLCipher", {rate, cpu}, {}};
}

} // namespace lv::bench
