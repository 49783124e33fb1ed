// Nginx: Debian's nginx as one process on loopback, with its files in a folder of the benchmark's
// own and the vault's certificate. Speaks TLS 1.3 without resumption; answers "ok".
#pragma once

#include "server_process.hpp"

namespace lv::bench {

class Nginx {
public:
  Nginx(const std::filesystem::path& folder, const std::filesystem::path& certificate,
        const std::filesystem::path& key);
  const ServerProcess& process() const { return *process_; }

private:
  std::optional<ServerProcess> process_;
};

} // namespace lv::bench
