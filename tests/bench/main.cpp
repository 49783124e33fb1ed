// lv_bench [--json FILE] [--seconds N] [--rounds N] [--folder DIR] [--profile FILE] [NAME...]: the
// figures of docs/performance.md. Each measures the vault and a baseline in turn, several times,
// and gives medians; above 1 a ratio says that the vault is better.
#include "figure.hpp"
#include "options.hpp"
#include "server_process.hpp"

#include "leadvault/base/secret.hpp"

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
    {"read", bench_read},
    {"ingest", bench_ingest},
    {"import", bench_import},
    {"append", bench_append},
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
  if (out.chosen.empty()) out.chosen.assign(std::begin(benchmarks), std::end(benchmarks));
  return out;
}

constexpr const char* usage =
    "Usage: ./run bench [--json FILE] [--seconds N] [--rounds N] [--folder DIR] [--profile FILE]\n"
    "                   [read|ingest|import|append]...\n";

int run(const std::vector<std::string>& arguments) {
  if (std::find(arguments.begin(), arguments.end(), "--help") != arguments.end()) {
    std::cout << usage;
    return 0;
  }
  const Request request = parse(arguments);
  if (!open_secret_arena(LockPolicy::best_effort)) throw BenchError("no memory for keys");
  std::vector<Figure> figures;
  for (const auto& one : request.chosen) {
    std::cerr << "lv_bench: " << one.name << '\n';
    figures.push_back(one.run(request.options));
    std::cout << table_of(figures.back()) << std::flush;
  }
  if (request.json_file.empty()) return 0;
  std::ofstream file(request.json_file);
  file << json_of(figures) << std::flush;
  if (!file) throw BenchError("cannot write " + request.json_file);
  return 0;
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
