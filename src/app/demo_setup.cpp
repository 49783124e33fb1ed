#include "app/demo_setup.hpp"

#include "app/commands.hpp"

#include "leadvault/base/blocking.hpp"
#include "leadvault/http/dev_ca.hpp"

#include <cstdlib>

namespace lv::app {
namespace {

constexpr const char* tenant_name = "acme";

struct Wanted {
  const char* name;
  const char* role;
  std::vector<std::string> purposes;
};

const std::vector<Wanted>& wanted() {
  static const std::vector<Wanted> table{
      {"crm", "crm_integration", {"qualification", "contract", "sales_outreach"}},
      {"rep", "sales_rep", {"qualification"}},
      {"officer", "compliance_officer", {"audit", "subject_request"}},
  };
  return table;
}

// As an operator would over HTTPS: a tenant, then a principal and a key for each.
Task<std::vector<SecretText>> populate(vault::Vault& vault, policy::Caller caller) {
  std::vector<SecretText> keys;
  Violations violations;
  LV_CO_TRY(tenant, co_await vault.create_tenant(caller, std::string(tenant_name)));
  for (const auto& one : wanted()) {
    vault::NewPrincipal principal;
    principal.name = one.name;
    principal.roles.emplace_back(one.role);
    LV_CO_TRY(made, co_await vault.create_principal(caller, tenant.tenant, std::move(principal),
                                                    violations));
    vault::NewCredential credential;
    credential.purposes = one.purposes;
    credential.valid_days = 1;
    LV_CO_TRY(issued, co_await vault.issue(caller, tenant.tenant, made.principal,
                                           std::move(credential), violations));
    keys.push_back(std::move(issued.api_key));
  }
  co_return std::move(keys);
}

} // namespace

Result<std::unique_ptr<DemoSetup>> DemoSetup::make(const cli::Context& context,
                                                   std::filesystem::path policies,
                                                   std::filesystem::path sample) {
  std::error_code absent;
  const auto temporary = std::filesystem::temp_directory_path(absent);
  if (absent) return LV_FAIL(io, "TMPDIR does not name a folder");
  auto pattern = (temporary / "leadvault-demo-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) return LV_FAIL(io, "no temporary folder can be made");
  std::unique_ptr<DemoSetup> setup(new DemoSetup);
  setup->folder_ = pattern;
  setup->policies_ = std::move(policies);
  setup->sample_ = std::move(sample);
  context.terminal.err_line("Making a vault in " + pattern + " …");
  LV_CHECK(setup->make_vault(setup->policies_));
  LV_CHECK(setup->serve());
  LV_CHECK(setup->make_principals());
  return setup;
}

DemoSetup::~DemoSetup() {
  running_.reset();
  std::error_code ignored; // what cannot be removed is left in the temporary folder
  std::filesystem::remove_all(folder_, ignored);
}

Result<void> DemoSetup::make_vault(const std::filesystem::path& policies) {
  Violations findings;
  LV_TRY(loaded, policy::load_policies(policies, findings));
  loaded_ = std::move(loaded);
  config_.data = folder_ / "data";
  config_.root_key_file = folder_ / "root.key";
  config_.policies = policies;
  config_.domain = "demo.leadvault.invalid";
  config_.cache_kib = 64 * 1'024;
  config_.segment_bytes = 8 * 1'024 * 1'024;
  LV_TRY(alone, vault::hold_new_folder(config_.data));
  LV_CHECK(keys::KeyFileProvider::create(config_.root_key_file));
  LV_TRY(provider, root_provider(config_));
  vault::VaultOptions options;
  options.data = config_.data;
  options.domain = config_.domain;
  options.segment_bytes = config_.segment_bytes;
  SystemClock clock;
  const auto keep = [this](const SecretText& key) {
    return write_key_file(folder_ / "operator.key", key);
  };
  LV_CHECK(vault::init_vault(alone, std::move(options), *provider, loaded_, clock, keep));
  return {};
}

Result<void> DemoSetup::serve() {
  LV_TRY(ca, http::make_dev_ca(folder_, "ca"));
  LV_TRY(server, http::issue_server_certificate(ca, folder_, "server"));
  config_.tls.certificate_file = server.certificate.string();
  config_.tls.key_file = server.key.string();
  config_.listen.emplace_back();
  LV_TRY(running, Running::start(config_, loaded_));
  running_ = std::move(running);
  return {};
}

Result<void> DemoSetup::make_principals() {
  auto& opened = running_->opened();
  const auto person = opened.directory().principal_named(system_tenant, "operator");
  if (!person) return LV_FAIL(internal, "the operator is missing");
  policy::Caller caller;
  caller.tenant = system_tenant;
  caller.principal = person->principal;
  caller.principal_position = person->position;
  caller.request = make_id<RequestTag>();
  caller.roles.assign(person->roles.begin(), person->roles.end());
  LV_TRY(keys, run_blocking(populate(opened.vault(), caller)));
  for (std::size_t i = 0; i < keys.size(); ++i) {
    LV_CHECK(write_key_file(folder_ / (std::string(wanted()[i].name) + ".key"), keys[i]));
  }
  return {};
}

Result<std::filesystem::path> DemoSetup::copy_log() {
  const auto copy = folder_ / "log-copy";
  std::error_code error;
  std::filesystem::remove_all(copy, error);
  std::filesystem::copy(config_.data / "audit", copy, std::filesystem::copy_options::recursive,
                        error);
  if (error) return LV_FAIL(io, "the log cannot be copied");
  return copy;
}

cli::DemoContext DemoSetup::demo_context(const cli::Context& context) {
  const auto principal = [this](const char* title, const char* name) {
    return cli::DemoPrincipal{title, folder_ / (std::string(name) + ".key")};
  };
  cli::DemoContext demo{context,
                        "https://localhost:" + std::to_string(running_->port()),
                        folder_ / "ca.pem",
                        principal("CRM", "crm"),
                        principal("Sales rep", "rep"),
                        principal("Compliance officer", "officer"),
                        "contract",
                        "qualification",
                        "sales_outreach",
                        sample_,
                        policies_ / "mappings" / "salesforce.toml",
                        1'000,
                        [this] { return copy_log(); },
                        {},
                        config_.data / "audit"};
  demo.verify_log = [this](const std::filesystem::path& log) -> Result<audit::VerifyReport> {
    LV_TRY(provider, root_provider(config_));
    LV_TRY(keyring, keys::Keyring::open(config_.data / "keyring.lvk", *provider));
    return audit::verify_log(log, vault::audit_keys(keyring));
  };
  return demo;
}

} // namespace lv::app
