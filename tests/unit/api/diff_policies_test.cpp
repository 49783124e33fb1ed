// A comparison of policies that a reload overtakes.
#include "api/endpoints.hpp"
#include "unit/vault/reloaded_behind.hpp"
#include "vault/state.hpp"

using namespace lv;
using namespace lv::api;
using namespace lv::test;

namespace {

std::string question_of(const policy::PolicyTexts& texts) {
  JsonWriter json;
  json.begin_object();
  json.member("schema", texts.schema);
  json.key("files").begin_array();
  for (const auto& file : texts.files)
    json.begin_object().member("name", file.name).member("text", file.text).end_object();
  json.end_array();
  json.member("from", "2026-01-01T00:00:00Z").member("to", "2026-01-02T00:00:00Z");
  json.end_object();
  return std::string(json.text());
}

// Asked once `endpoint.action` is permitted; the policies are replaced behind every so many further
// decisions.
Result<http::Response> compare(VaultFixture& test, std::size_t decisions) {
  const auto officer = test.caller("compliance_officer", {"audit"});
  const auto& parts = test.vault().state_for_test().parts;
  ReloadedBehind decider(*test.opened, decisions);
  vault::Vault vault({parts.store, parts.audit, parts.tenant_keys, parts.keyring, parts.catalogue,
                      decider, parts.directory, parts.clock});
  Services services({vault, test.opened->directory(), test.opened->decider(), test.opened->audit(),
                     test.opened->index(), test.catalogue, test.clock},
                    {});
  http::Request request;
  http::PathParameters path;
  Endpoint endpoint{};
  endpoint.operation = "diffPolicies";
  endpoint.action = "readAudit";
  Call call{request, path, officer, endpoint, services, {}, {}, {}, decider.policy_set()};
  call.body = parse_json(question_of(plain_texts())).value();
  return run(diff_policies(call));
}

std::size_t comparisons_logged(VaultFixture& test) {
  constexpr std::int64_t index_ms = 10'000;
  REQUIRE(test.opened->index().wait_until(test.opened->audit().newest(), index_ms));
  audit::IndexQuery query;
  query.tenant = test.tenant;
  query.kinds.push_back(audit::EntryKind::policy_compared);
  return test.opened->index().query(query).value().size();
}

} // namespace

TEST_CASE("a comparison that a reload overtakes is refused and leaves no entry of one", "[api]") {
  VaultFixture test;
  // Behind each of its two further decisions, so that in the end the first set is in force again
  // and only what decided tells; and behind the second alone.
  for (const auto decisions : {std::size_t{1}, std::size_t{2}}) {
    CAPTURE(decisions);
    REQUIRE(test.opened->replace_policies(plain_and("one")));
    const auto overtaken = compare(test, decisions);
    REQUIRE_FALSE(overtaken);
    CHECK(overtaken.error().code() == Errc::moved);
    CHECK(comparisons_logged(test) == 0);
  }
  const auto compared = compare(test, 3); // of which there are not so many
  REQUIRE(compared);
  CHECK(compared->status == 200);
  CHECK(comparisons_logged(test) == 1);
}
