// Running: the whole vault as one process: parts opened in order, io threads, two servers, signals.
// The only place that constructs everything. Used by `serve` and by the demo.
#pragma once

#include "app/config.hpp"

#include "leadvault/api/api.hpp"
#include "leadvault/http/server.hpp"
#include "leadvault/vault/open.hpp"

#include <condition_variable>
#include <mutex>

namespace lv::app {

std::string version();

// Key file or passphrase file, whichever the configuration names.
Result<std::unique_ptr<keys::RootProvider>> root_provider(const Config& config);

class Running {
public:
  // Serving when it returns. Errors name what to mend.
  static Result<std::unique_ptr<Running>> start(const Config& config,
                                                std::shared_ptr<const policy::Policies> policies);
  ~Running();

  std::uint16_t port() const { return server_->port(); }
  std::uint16_t admin_port() const { return admin_->port(); }
  vault::OpenVault& opened() { return *opened_; }

  // Policies and certificates; keeps what it has of either when the new ones are not sound or the
  // change cannot be logged.
  void reload();
  void request_stop(int code); // from any thread; the first code counts
  // Until a stop was requested, then drains; gives the code, which is 8 for a sealed vault.
  int wait();

private:
  explicit Running(const Config& config) : config_(config), io_(config.threads) {}
  Result<void> open(std::shared_ptr<const policy::Policies> policies);
  Result<void> serve(std::shared_ptr<const lead::Catalogue> catalogue);
  api::PolicyReload reload_policies(const std::optional<policy::Caller>& by);
  void reload_certificates();
  bool sealed() const;
  void stop();

  const Config config_;
  SystemClock clock_;
  std::unique_ptr<vault::OpenVault> opened_;
  std::unique_ptr<api::Api> api_;
  http::IoThreads io_;
  http::IoThreads admin_io_{1};
  bool announced_ = false; // that it started
  bool closed_ = false;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<http::Server> admin_;
  std::mutex mutex_;
  std::condition_variable stopping_;
  std::optional<int> stop_code_;
};

} // namespace lv::app
