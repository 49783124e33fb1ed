// BenchVault: the real server on a data folder of its own, with one tenant and API keys of the role
// crm_integration. One key per connection, so that rate limits stay as shipped and out of the way.
#pragma once

#include "server_process.hpp"
#include "support/raw_client.hpp"

#include <optional>

namespace lv::bench {

inline constexpr const char* read_purpose = "qualification"; // needs no consent

class BenchVault {
public:
  BenchVault(std::filesystem::path folder, int threads, std::size_t principals);

  const ServerProcess& server() const { return *server_; }
  std::filesystem::path ca_file() const { return folder_ / "certs" / "ca.pem"; }
  std::filesystem::path certificate() const { return folder_ / "certs" / "server.pem"; }
  std::filesystem::path certificate_key() const { return folder_ / "certs" / "server.key"; }
  const std::string& key(std::size_t principal) const { return keys_[principal]; }

  // Sends one whole request; the answer must be 2xx.
  test::RawResponse call(const std::string& request);
  // Imports `count` leads and gives their ids.
  std::vector<std::string> load(std::uint64_t count);
  std::string open_import(const std::string& name); // by principal 0; the job's id

private:
  std::string post(const std::string& target, const std::string& key, const std::string& body);

  std::filesystem::path folder_;
  std::optional<ServerProcess> server_;
  std::unique_ptr<test::RawClient> client_;
  std::vector<std::string> keys_;
};

} // namespace lv::bench
