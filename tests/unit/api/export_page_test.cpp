// What a page of an export takes from the quota of records.
#include "api/call.hpp"
#include "api/export_page.hpp"
#include "unit/vault/vault_fixture.hpp"

using namespace lv;
using namespace lv::api;
using namespace lv::test;

namespace {

// The time of day, and no time for a quota to refill.
class StillClock final : public Clock {
public:
  Time now() const override { return SystemClock().now(); }
  std::int64_t monotonic_us() const override { return 1'000'000'000; }
};

constexpr std::int64_t quota = 1'000;

struct Exporting {
  Exporting() : services(parts(), {RateLimits{60, quota}, "", {}}) {
    for (const auto channel : {lead::Channel::website, lead::Channel::website,
                               lead::Channel::website, lead::Channel::event}) {
      auto person = vault.person("Ada", "ada@example.com");
      person.channel = channel;
      REQUIRE(run(vault.vault().create(crm, person, {})));
    }
  }
  ApiParts parts() {
    auto& opened = *vault.opened;
    return {opened.vault(), opened.directory(), opened.decider(),
            opened.audit(), opened.index(),     vault.catalogue,
            clock};
  }

  Result<SecretText> page(const policy::Caller& caller, std::optional<lead::Channel> channel) {
    auto question = vault.question("qualification", {"given_name"});
    question.action = policy::Action{vault.catalogue->action("exportLeads")->id};
    auto plan = std::make_shared<ExportPlan>(ExportPlan{services,
                                                        caller,
                                                        {},
                                                        std::move(question),
                                                        {"given_name"},
                                                        ExportForm::ndjson,
                                                        {},
                                                        0,
                                                        ExportPlan::Phase::first_page});
    plan->filter.channel = channel;
    return run(next_export_page(std::move(plan)));
  }
  // Taken from the quota so far.
  std::int64_t taken(const policy::Caller& caller) {
    for (std::int64_t left = quota; left > 0; --left) {
      if (services.limiter.wait_s(caller.principal, Quota::records, left) == 0) return quota - left;
    }
    return quota;
  }

  StillClock clock;
  VaultFixture vault;
  policy::Caller crm = vault.caller("crm_integration", {"qualification"});
  Services services;
};

} // namespace

TEST_CASE("a page of an export takes the leads it answers for, and one at least", "[api]") {
  Exporting test;
  REQUIRE(test.page(test.crm, lead::Channel::website));
  CHECK(test.taken(test.crm) == 3);
  REQUIRE(test.page(test.crm, {}));
  CHECK(test.taken(test.crm) == 3 + 4);
  REQUIRE(test.page(test.crm, lead::Channel::referral)); // of which there is none
  CHECK(test.taken(test.crm) == 3 + 4 + 1);
  const auto rep = test.vault.caller("sales_rep", {"qualification"});
  REQUIRE_FALSE(test.page(rep, {})); // may not export; how far it came is not asked
  CHECK(test.taken(rep) == limits::page_size_max);
}

TEST_CASE("a page of an export begins only where a full one is left of the quota", "[api]") {
  Exporting test;
  constexpr std::int64_t short_of_a_page = limits::page_size_max - 1;
  REQUIRE(test.services.limiter.take(test.crm.principal, Quota::records, quota - short_of_a_page));
  const auto refused = test.page(test.crm, lead::Channel::website);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == Errc::rate_limited);
  CHECK(test.taken(test.crm) == quota - short_of_a_page);
}
