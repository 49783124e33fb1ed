#include "unit/vault/vault_fixture.hpp"
#include "vault/loading.hpp"
#include "vault/opening.hpp"
#include "vault/state.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace lv;
using namespace lv::test;

namespace {

struct Permitted {
  store::LeadRow row;
  policy::Permit permit;
  audit::Receipt receipt;
};

Permitted permitted(VaultFixture& test, const policy::Caller& caller, LeadId lead,
                    const policy::ReadQuestion& question) {
  auto row = test.opened->store().lead(test.tenant, lead).value().value();
  const auto facts = vault::facts_of(row).value();
  auto decision = test.opened->decider().decide_read(caller, facts, question, test.clock.now());
  auto permit = std::get<policy::Permit>(decision);
  const std::vector<policy::Permit> permits(1, permit);
  auto receipts = run(test.opened->audit().release(permits)).value();
  return {std::move(row), std::move(permit), receipts.front()};
}

// Whether the process that does this ends by abort().
template <class Action>
bool aborts(Action action) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL); // the test runner's own handler would report it as its failure
    action();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

} // namespace

TEST_CASE("a receipt of another request cannot open a field", "[vault]") {
  VaultFixture test;
  auto crm = test.caller("crm_integration", {"qualification"});
  const auto asked = test.question("qualification", {"email"});
  const auto lead =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  const auto one = permitted(test, crm, lead, asked);
  auto other_request = crm;
  other_request.request = make_id<RequestTag>();
  const auto two = permitted(test, other_request, lead, asked);
  auto& state = test.vault().state_for_test();
  REQUIRE(vault::Opener::open(state, one.row, one.permit, one.receipt, asked.fields));
  CHECK(aborts(
      [&] { (void)vault::Opener::open(state, one.row, one.permit, two.receipt, asked.fields); }));
}

TEST_CASE("a permit for one lead cannot open another lead's row", "[vault]") {
  VaultFixture test;
  auto crm = test.caller("crm_integration", {"qualification"});
  const auto asked = test.question("qualification", {"email"});
  const auto ada =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  const auto bob =
      run(test.vault().create(crm, test.person("Bob", "bob@example.com"), {})).value().lead;
  const auto one = permitted(test, crm, ada, asked);
  const auto two = permitted(test, crm, bob, asked);
  CHECK(aborts([&] {
    (void)vault::Opener::open(test.vault().state_for_test(), two.row, one.permit, one.receipt,
                              asked.fields);
  }));
}
