// lv_bench [--json FILE] [--full] [--seconds N] [--rounds N] [--folder DIR] [--profile FILE]
// [NAME...]: the figures of docs/performance.md. A figure that cannot be measured says why; the
// others are measured all the same, and the exit code is 1.
#include "figure.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "server_process.hpp"

#include "leadvault/base/secret.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <vector>

namespace lv::bench {
namespace {

struct Benchmark {
  const char* name;
  Figure (*run)(const Options&);
};

constexpr Benchmark benchmarks[] = {
    {"read", bench_read},           {"ingest", bench_ingest},           {"import", bench_import},
    {"append", bench_append},       {"read_growth", bench_read_growth}, {"startup", bench_startup},
    {"handshake", bench_handshake}, {"idle_memory", bench_idle_memory}, {"stall", bench_stall},
    {"soak", bench_soak},           {"overload", bench_overload},       {"cedar", bench_cedar},
    {"decide", bench_decide},
};

struct Request {
  Options options;
  std::string json_file;
  std::vector<Benchmark> chosen;
};

Request parse(const std::vector<std::string>& arguments) {
  Request out;
  out.options.folder = std::filesystem::temp_directory_path();
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    const auto value = [&]() -> const std::string& {
      if (i + 1 == arguments.size()) throw BenchError(word + " needs a value");
      return arguments[++i];
    };
    if (word == "--json") {
      out.json_file = value();
    } else if (word == "--full") {
      out.options.full = true;
    } else if (word == "--seconds") {
      out.options.seconds = std::stod(value());
    } else if (word == "--rounds") {
      out.options.rounds = std::stoi(value());
    } else if (word == "--profile") {
      out.options.profile = value();
    } else if (word == "--folder") {
      out.options.folder = value();
    } else {
      const auto before = out.chosen.size();
      for (const auto& one : benchmarks)
        if (word == one.name) out.chosen.push_back(one);
      if (out.chosen.size() == before) throw BenchError("there is no benchmark " + word);
    }
  }
  if (out.options.rounds < 1 || out.options.seconds <= 0)
    throw BenchError("at least one round, of more than no time");
  if (out.chosen.empty()) out.chosen.assign(std::begin(benchmarks), std::end(benchmarks));
  return out;
}

std::string usage() {
  std::string text = "Usage: ./run bench [--json FILE] [--full] [--seconds N] [--rounds N]\n"
                     "                   [--folder DIR] [--profile FILE] [NAME]...\nNames:";
  for (const auto& one : benchmarks) text += std::string(" ") + one.name;
  return text + "\n";
}

// The servers inherit it: 10,000 connections are as many descriptors on both sides.
void raise_descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

Figure measure(const Benchmark& benchmark, const Options& options) {
  say(benchmark.name);
  try {
    return benchmark.run(options);
  } catch (const std::exception& error) {
    return {benchmark.name, "not measured", {}, error.what()};
  }
}

int run(const std::vector<std::string>& arguments) {
  if (std::find(arguments.begin(), arguments.end(), "--help") != arguments.end()) {
    std::cout << usage();
    return 0;
  }
  const Request request = parse(arguments);
  raise_descriptor_limit();
  if (!open_secret_arena(LockPolicy::best_effort)) throw BenchError("no memory for keys");
  std::vector<Figure> figures;
  for (const auto& one : request.chosen) {
    figures.push_back(measure(one, request.options));
    std::cout << table_of(figures.back()) << std::flush;
  }
  if (!request.json_file.empty()) {
    std::ofstream file(request.json_file);
    file << json_of(figures) << std::flush;
    if (!file) throw BenchError("cannot write " + request.json_file);
  }
  const auto failed = [](const Figure& figure) { return !figure.failure.empty(); };
  return std::any_of(figures.begin(), figures.end(), failed) ? 1 : 0;
}

} // namespace
} // namespace lv::bench

int main(int count, char** arguments) {
  try {
    return lv::bench::run({arguments + 1, arguments + count});
  } catch (const std::exception& error) {
    std::cerr << "lv_bench: " << error.what() << '\n';
    return 1;
  }
}
