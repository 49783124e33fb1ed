// A real vault in a temporary folder: SQLCipher on disk, the segment log, plain policies.
#pragma once

#include "support/catch.hpp"
#include "support/plain_policies.hpp"

#include "leadvault/base/blocking.hpp"
#include "leadvault/vault/open.hpp"

#include <atomic>
#include <cstdlib>
#include <future>
#include <thread>

namespace lv::test {

template <class T>
Result<T> run(Async<Result<T>> task) {
  return run_blocking(std::move(task));
}

// The wall clock, or a time ahead of it.
class AheadClock final : public Clock {
public:
  Time now() const override { return Time{system_.now().us + ahead_us.load()}; }
  std::int64_t monotonic_us() const override { return system_.monotonic_us() + ahead_us.load(); }
  std::atomic<std::int64_t> ahead_us{0};

private:
  SystemClock system_;
};

class VaultFixture {
public:
  VaultFixture() {
    auto pattern = (std::filesystem::temp_directory_path() / "lv-vault-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    REQUIRE(keys::KeyFileProvider::create(folder / "root.key"));
    provider = keys::KeyFileProvider::open(folder / "root.key").value();
    const auto keep = [](const SecretText&) { return Result<void>(); };
    const auto alone = vault::hold_new_folder(options().data).value();
    REQUIRE(vault::init_vault(alone, options(), *provider, policies, clock, keep));
    reopen();
    tenant = run(vault().create_tenant(system_operator(), "acme")).value().tenant;
  }
  ~VaultFixture() {
    opened.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }

  vault::VaultOptions options() const {
    vault::VaultOptions out;
    out.data = folder / "data";
    out.segment_bytes = 4 * 1'024 * 1'024;
    out.cache_kib = 8 * 1'024;
    return out;
  }
  void reopen() {
    opened.reset();
    opened = vault::OpenVault::open(options(), *provider, policies, clock).value();
  }
  vault::Vault& vault() { return opened->vault(); }

  policy::Caller system_operator() {
    const auto row = opened->directory().principal_named(system_tenant, "operator").value();
    policy::Caller caller;
    caller.tenant = system_tenant;
    caller.principal = row.principal;
    caller.request = make_id<RequestTag>();
    caller.roles.assign(row.roles.begin(), row.roles.end());
    caller.principal_position = row.position;
    return caller;
  }

  // A principal of the tenant with one role, and a credential bound to these purposes.
  policy::Caller caller(const char* role, std::vector<std::string> purposes) {
    Violations violations;
    vault::NewPrincipal wanted;
    wanted.name = std::string(role) + "-" + std::to_string(++made);
    wanted.roles.emplace_back(role);
    const auto person =
        run(vault().create_principal(system_operator(), tenant, wanted, violations)).value();
    vault::NewCredential credential;
    credential.purposes = std::move(purposes);
    credential.valid_days = 1;
    const auto issued =
        run(vault().issue(system_operator(), tenant, person.principal, credential, violations))
            .value();
    return opened->directory().authenticate_api_key(issued.api_key, make_id<RequestTag>()).value();
  }

  // Whatever the store holds of the lead becomes this row again, past the vault.
  void put_back(const store::LeadRow& row) {
    std::promise<Result<void>> put;
    store::Write write;
    write.position = row.position;
    write.job = [&](store::Transaction& transaction) { return transaction.update_lead(row); };
    write.done = [&](Result<void> done) { put.set_value(std::move(done)); };
    REQUIRE(opened->store().submit(std::move(write)));
    REQUIRE(put.get_future().get());
  }

  lead::FieldId field(const char* name) const { return catalogue->field(name)->id; }
  lead::PurposeId purpose(const char* name) const { return catalogue->purpose(name)->id; }
  policy::ReadQuestion question(const char* purpose_name, std::vector<const char*> names) const {
    policy::ReadQuestion asked;
    asked.action = policy::Action{1};
    asked.purpose = purpose(purpose_name);
    for (const char* name : names) asked.fields.push_back({field(name), policy::View::value});
    return asked;
  }
  lead::NewLead person(const char* given, const char* email) const {
    lead::NewLead lead;
    lead.channel = lead::Channel::website;
    lead.residency = "DE";
    lead.fields.push_back({field("given_name"), SecretText(given)});
    lead.fields.push_back({field("email"), SecretText(email)});
    return lead;
  }

  AheadClock clock;
  std::filesystem::path folder;
  std::shared_ptr<const policy::Policies> policies = plain_policies();
  std::shared_ptr<const lead::Catalogue> catalogue = policies->shared_catalogue();
  std::unique_ptr<keys::RootProvider> provider;
  std::unique_ptr<vault::OpenVault> opened;
  TenantId tenant;
  int made = 0;
};

inline std::string shown(const vault::Disclosed<vault::LeadView>& lead) {
  JsonWriter json;
  vault::render(lead, json);
  return std::string(json.text());
}

// The JSON of an answer, or the code of its refusal or error.
inline std::string
outcome_of(const Result<vault::Answer<vault::Disclosed<vault::LeadView>>>& answer) {
  if (!answer) return std::string(code_name(answer.error().code()));
  if (const auto* refusal = std::get_if<vault::Refusal>(&answer->result)) {
    return std::string(code_name(refusal->code));
  }
  return shown(std::get<vault::Disclosed<vault::LeadView>>(answer->result));
}

} // namespace lv::test
