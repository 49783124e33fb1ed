// BareServer: the server that only reads a request and sends the bytes of one answer, beside a
// vault whose certificate it uses.
#pragma once

#include "bench_vault.hpp"

namespace lv::bench {

class BareServer {
public:
  BareServer(const std::filesystem::path& folder, const BenchVault& vault,
             const test::RawResponse& answer);
  const ServerProcess& process() const { return *process_; }

private:
  std::optional<ServerProcess> process_;
};

} // namespace lv::bench
