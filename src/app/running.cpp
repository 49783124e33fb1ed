#include "app/running.hpp"

#include "app/admin.hpp"
#include "app/descriptors.hpp"
#include "app/notify.hpp"

#include "leadvault/base/log.hpp"

#include <unistd.h>

namespace lv::app {
namespace {

constexpr int exit_sealed = 8;
constexpr auto poisoned_grace = std::chrono::milliseconds(1'500);

// A poisoned log must end the process within two seconds, whatever hangs on the way.
void exit_soon() {
  std::thread([] {
    std::this_thread::sleep_for(poisoned_grace);
    ::_exit(exit_sealed);
  }).detach();
}

void log_reload(const api::PolicyReload& reload, const policy::CedarDecider& decider) {
  if (reload.outcome) {
    const bool replaced = *reload.outcome == vault::OpenVault::Policies::replaced;
    log::event(log::Level::info, replaced ? "policies-replaced" : "policies-unchanged",
               {log::Field::operational("policy_set", to_hex(decider.policy_set()))});
    return;
  }
  for (const auto& finding : reload.findings) {
    log::event(log::Level::error, "policy-finding",
               {log::Field::operational("where", finding.pointer),
                log::Field::operational("rule", finding.rule)});
  }
  log::failure("policies-kept", reload.outcome.error());
}

} // namespace

std::string version() { return LEADVAULT_VERSION; }

Result<std::unique_ptr<keys::RootProvider>> root_provider(const Config& config) {
  if (!config.root_key_file.empty()) {
    LV_TRY(provider, keys::KeyFileProvider::open(config.root_key_file));
    return std::unique_ptr<keys::RootProvider>(std::move(provider));
  }
  LV_TRY(provider, keys::PassphraseProvider::from_file(config.passphrase_file));
  return std::unique_ptr<keys::RootProvider>(std::move(provider));
}

Result<std::unique_ptr<Running>> Running::start(const Config& config,
                                                std::shared_ptr<const policy::Policies> policies) {
  std::unique_ptr<Running> running(new Running(config));
  LV_CHECK(running->open(policies));
  LV_CHECK(running->serve(policies->shared_catalogue()));
  return running;
}

Running::~Running() { stop(); }

Result<void> Running::open(std::shared_ptr<const policy::Policies> policies) {
  LV_TRY(provider, root_provider(config_));
  vault::VaultOptions options;
  options.data = config_.data;
  options.domain = config_.domain;
  options.cache_kib = config_.cache_kib;
  options.row_cache_bytes = config_.row_cache_bytes;
  options.readers = static_cast<std::size_t>(config_.threads);
  options.segment_bytes = config_.segment_bytes;
  options.on_poisoned = [this](const char* reason) {
    log::event(log::Level::error, "audit-log-poisoned",
               {log::Field::operational("reason", reason)});
    exit_soon();
    request_stop(exit_sealed);
  };
  LV_TRY(opened,
         vault::OpenVault::open(std::move(options), *provider, std::move(policies), clock_));
  opened_ = std::move(opened);
  return {};
}

Result<void> Running::serve(std::shared_ptr<const lead::Catalogue> catalogue) {
  auto& vault = opened_->vault();
  auto& parts = *opened_;
  api::ApiOptions options_of_api;
  options_of_api.version = version();
  options_of_api.reload_policies = [this](const policy::Caller& by) { return reload_policies(by); };
  api_ = std::make_unique<api::Api>(api::ApiParts{vault, parts.directory(), parts.decider(),
                                                  parts.audit(), parts.index(),
                                                  std::move(catalogue), clock_},
                                    std::move(options_of_api));

  http::ServerOptions options;
  options.listen = config_.listen;
  options.tls = config_.tls;
  LV_TRY(open_files, raise_open_files());
  const auto threads = static_cast<std::size_t>(config_.threads);
  LV_CHECK(fit_connections(open_files, threads, options.limits));
  server_ = std::make_unique<http::Server>(
      io_, options, [this](http::Request request) { return api_->handle(std::move(request)); });
  LV_CHECK(server_->start());

  http::ServerOptions admin_options;
  admin_options.listen.push_back(config_.admin);
  admin_options.limits.connections_max = limits::admin_connections_max;
  admin_ = std::make_unique<http::Server>(admin_io_, admin_options, [this](http::Request request) {
    return admin_answer(std::move(request), *opened_, *server_);
  });
  LV_CHECK(admin_->start());

  // Nothing is answered before these entries are durable: the network threads start after them.
  LV_CHECK(parts.announce(audit::EntryKind::started));
  announced_ = true;
  LV_CHECK(parts.note_configuration(fingerprint_of(config_, server_->certificates())));

  io_.start();
  admin_io_.start();
  return {};
}

api::PolicyReload Running::reload_policies(const std::optional<policy::Caller>& by) {
  api::PolicyReload reload{{}, vault::OpenVault::Policies::unchanged};
  auto policies = policy::load_policies(config_.policies, reload.findings);
  if (policies) {
    reload.outcome = opened_->replace_policies(std::move(*policies), by);
  } else {
    reload.outcome = policies.error();
  }
  log_reload(reload, opened_->decider());
  return reload;
}

void Running::reload() {
  reload_policies({});
  reload_certificates();
}

void Running::reload_certificates() {
  const auto reloaded = server_->reload_certificates([this](const Digest& certificates) {
    return opened_->note_configuration(fingerprint_of(config_, certificates));
  });
  if (reloaded) {
    log::event(log::Level::info, "certificates-reloaded");
  } else {
    log::failure("certificates-kept", reloaded.error());
  }
}

void Running::request_stop(int code) {
  std::lock_guard lock(mutex_);
  if (!stop_code_) stop_code_ = code;
  stopping_.notify_all();
}

int Running::wait() {
  int code = 0;
  {
    std::unique_lock lock(mutex_);
    stopping_.wait(lock, [this] { return stop_code_.has_value(); });
    code = *stop_code_;
  }
  if (sealed()) code = exit_sealed;
  notify("STOPPING=1");
  stop();
  return code;
}

bool Running::sealed() const { return opened_->vault().sealed() || !opened_->audit().accepting(); }

void Running::stop() {
  if (server_) server_->stop();
  if (admin_) admin_->stop();
  if (api_) api_->close();
  io_.stop();
  admin_io_.stop();
  if (opened_ && !closed_) {
    closed_ = true;
    if (announced_) {
      if (auto told = opened_->announce(audit::EntryKind::stopped); !told)
        log::failure("stop-not-logged", told.error());
    }
    // Closed, but not gone: a request that did not end in time still refers to the vault, until
    // io_ destroys it.
    opened_->close();
  }
}

} // namespace lv::app
