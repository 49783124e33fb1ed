// Policies in force: in the log before they decide, and counted by across a start.
#include "unit/vault/vault_fixture.hpp"

#include "leadvault/crypto/hash.hpp"

using namespace lv;
using namespace lv::test;

namespace {

constexpr std::int64_t index_ms = 10'000;

std::shared_ptr<const policy::Policies> plain_with(const std::string& more) {
  auto texts = plain_texts();
  texts.files.push_back({"tail.cedar", more});
  Violations findings;
  auto catalogue = lead::load_catalogue(LV_SOURCE_DIR "/policies", findings).value();
  return policy::Policies::make(std::move(texts), std::move(catalogue), findings).value();
}

// Parts of policy texts in the log, newest set first, the parts of each in order.
std::vector<audit::PolicyBody> logged_policies(VaultFixture& test) {
  auto& index = test.opened->index();
  REQUIRE(index.wait_until(test.opened->audit().newest(), index_ms));
  audit::IndexQuery query;
  query.tenant = system_tenant;
  query.kinds.push_back(audit::EntryKind::policy_changed);
  std::vector<audit::PolicyBody> bodies;
  for (const auto& found : index.query(query).value())
    bodies.push_back(std::get<audit::PolicyBody>(found.entry.body));
  return bodies;
}

std::size_t exported(VaultFixture& test, const policy::Caller& caller) {
  auto question = test.question("qualification", {"given_name"});
  question.action = policy::Action{test.catalogue->action("exportLeads")->id};
  std::uint64_t next = 0;
  const auto items = run(test.vault().export_page(caller, {}, {0, 2}, question, next)).value();
  std::size_t shown = 0;
  for (const auto& item : items)
    shown += std::holds_alternative<vault::Disclosed<vault::LeadView>>(item);
  return shown;
}

} // namespace

TEST_CASE("the whole text of a policy set is in the log before it decides", "[vault]") {
  VaultFixture test;
  REQUIRE(test.opened->announce(audit::EntryKind::started));
  REQUIRE(logged_policies(test).size() == 1);
  const auto large = plain_with("// " + std::string(100'000, 'x') +
                                "\n@id(\"none\") forbid (principal, action, "
                                "resource is Lead) when { false };");
  CHECK(test.opened->replace_policies(large).value() == vault::OpenVault::Policies::replaced);
  CHECK(test.opened->replace_policies(large).value() == vault::OpenVault::Policies::unchanged);
  const auto bodies = logged_policies(test);
  REQUIRE(bodies.size() == 3);
  Bytes text = bodies[1].text; // newest first: the second part stands before the first
  text.insert(text.end(), bodies[0].text.begin(), bodies[0].text.end());
  CHECK(bodies[1].part == 1);
  CHECK(bodies[0].part == 2);
  CHECK(crypto::sha256(text) == large->digest());
  CHECK(bodies[0].digest == test.opened->decider().policy_set());
}

TEST_CASE("a start writes the policies when they are not those of the last one", "[vault]") {
  VaultFixture test;
  REQUIRE(test.opened->announce(audit::EntryKind::started));
  test.reopen();
  REQUIRE(test.opened->announce(audit::EntryKind::started));
  CHECK(logged_policies(test).size() == 1);
  test.policies =
      plain_with("@id(\"none\") forbid (principal, action, resource is Lead) when { false };");
  test.reopen();
  REQUIRE(test.opened->announce(audit::EntryKind::started));
  CHECK(logged_policies(test).size() == 2);
}

TEST_CASE("policies over another catalogue are not taken while the vault serves", "[vault]") {
  VaultFixture test;
  const auto folder = test.folder / "policies";
  std::filesystem::copy(LV_SOURCE_DIR "/policies", folder,
                        std::filesystem::copy_options::recursive);
  std::ofstream(folder / "roles.toml", std::ios::app)
      << "\n[[role]]\nid = 900\nname = \"late\"\nlabel = \"Late\"\n";
  std::ofstream(folder / "ids.lock", std::ios::app) << "role 900 late\n";
  Violations findings;
  const auto before = test.opened->decider().policy_set();
  const auto refused =
      test.opened->replace_policies(policy::load_policies(folder, findings).value());
  REQUIRE(refused.has_error());
  CHECK(refused.error().code() == Errc::conflict);
  CHECK(test.opened->decider().policy_set() == before);
}

TEST_CASE("what was exported today counts after a start too", "[vault]") {
  VaultFixture test;
  const auto crm = test.caller("crm_integration", {"qualification"});
  for (int i = 0; i < 2; ++i)
    REQUIRE(run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})));
  test.policies = plain_with("@id(\"cap\") forbid (principal, action, resource is Lead)\n"
                             "when { context has export && context.export.records_today > 4 };");
  test.reopen();
  REQUIRE(test.opened->announce(audit::EntryKind::started));
  CHECK(exported(test, crm) == 2);
  test.reopen();
  REQUIRE(test.opened->announce(audit::EntryKind::started));
  CHECK(exported(test, crm) == 2);
  CHECK(exported(test, crm) == 0);
}
