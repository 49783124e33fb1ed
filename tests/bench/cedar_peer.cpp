#include "cedar_peer.hpp"

#include "server_process.hpp"

#include <fstream>

namespace lv::bench {

double official_per_second(const std::filesystem::path& folder, double seconds) {
  const auto script = std::filesystem::path(LV_SOURCE_DIR) / "tests/bench/cedar_peer.mjs";
  const auto answer = folder / "official.txt";
  run_program({"/usr/bin/node", "--no-opt", script.string(), folder.string(),
               std::to_string(seconds), answer.string()},
              folder / "official.log");
  double rate = 0;
  if (!(std::ifstream(answer) >> rate) || rate <= 0) throw BenchError("no figure from Node");
  return rate;
}

} // namespace lv::bench
