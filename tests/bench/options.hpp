// What lv_bench was asked to do, and the folder it works in.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace lv::bench {

struct Figure;

struct Options {
  double seconds = 5; // of each side in each round
  int rounds = 3;
  bool full = false; // the long form of read_growth and soak
  std::size_t connections = 64;
  std::uint64_t leads = 10'000;  // that a read finds in the store, where the figure does not say
  std::filesystem::path folder;  // where each benchmark makes its own
  std::filesystem::path profile; // perf's samples of the vault's last round; empty: none
};

class WorkFolder { // removed at the end
public:
  explicit WorkFolder(const std::filesystem::path& parent) {
    std::string pattern = (parent / "lv-bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  ~WorkFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

Figure bench_read(const Options& options);
Figure bench_ingest(const Options& options);
Figure bench_import(const Options& options);
Figure bench_append(const Options& options);
Figure bench_read_growth(const Options& options);
Figure bench_startup(const Options& options);
Figure bench_handshake(const Options& options);
Figure bench_idle_memory(const Options& options);
Figure bench_stall(const Options& options);
Figure bench_soak(const Options& options);
Figure bench_overload(const Options& options);
Figure bench_cedar(const Options& options);
Figure bench_decide(const Options& options);

} // namespace lv::bench
