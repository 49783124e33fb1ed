#include "bare_peer.hpp"

#include <fstream>

namespace lv::bench {

BareServer::BareServer(const std::filesystem::path& folder, const BenchVault& vault,
                       const test::RawResponse& answer) {
  const auto file = folder / "answer.http";
  std::ofstream(file, std::ios::binary) << answer.head << "\r\n" << answer.body;
  const auto ports = folder / "bare-ports.json";
  process_.emplace(std::vector<std::string>{sibling_program("lv_bench_bare_server"),
                                            vault.certificate(), vault.certificate_key(), file,
                                            ports},
                   folder / "bare.log", ports_in(ports));
}

} // namespace lv::bench
