// BenchVault: the real server with the shipped policies on a data folder of its own, with one
// tenant and API keys of principals that take leads in (crm_integration) and read all of them whole
// (privacy_agent). Many keys, so that rate limits stay as shipped and out of the way.
#pragma once

#include "server_process.hpp"
#include "support/raw_client.hpp"

#include <optional>

namespace lv::bench {

inline constexpr const char* read_purpose = "subject_request"; // for leads of any stage

struct VaultPlan {
  int threads = 1; // as the bare server's; the load generator has the other core
  std::size_t principals = 64;
  std::vector<std::string> run_under; // a command that runs the server: env NAME=VALUE
};

class BenchVault {
public:
  BenchVault(std::filesystem::path folder, const VaultPlan& plan);

  const ServerProcess& server() const { return *server_; }
  std::filesystem::path ca_file() const { return folder_ / "certs" / "ca.pem"; }
  std::filesystem::path certificate() const { return folder_ / "certs" / "server.pem"; }
  std::filesystem::path certificate_key() const { return folder_ / "certs" / "server.key"; }
  std::filesystem::path data() const { return folder_ / "data"; }
  std::filesystem::path root_key() const { return folder_ / "root.key"; }
  const std::string& key(std::size_t connection) const { return keys_[connection % keys_.size()]; }

  double start(); // seconds until it serves
  void stop();

  // Sends one whole request; the answer must be 2xx.
  test::RawResponse call(const std::string& request);
  // Imports leads number 0 to `count` - 1 and gives their ids, in any order.
  std::vector<std::string> load(std::uint64_t count);
  std::string open_import(const std::string& name); // by the first key; the job's id

  // Entries of the whole log, read and verified from its files; an unsound log is a BenchError.
  std::uint64_t verified_entries() const;
  double metric(const std::string& name) const; // from the admin port

private:
  std::string post(const std::string& target, const std::string& key, const std::string& body);
  void make_principals(std::size_t count);

  std::filesystem::path folder_;
  VaultPlan plan_;
  std::optional<ServerProcess> server_;
  std::unique_ptr<test::RawClient> client_;
  std::vector<std::string> keys_;
};

} // namespace lv::bench
