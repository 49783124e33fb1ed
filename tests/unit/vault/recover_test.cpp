#include "unit/vault/vault_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <future>

using namespace lv;
using namespace lv::test;

namespace {

// A job that keeps the store's writer busy: what is logged meanwhile is not stored.
class BusyStore {
public:
  explicit BusyStore(store::Store& store) {
    store::Write slow;
    slow.job = [this](store::Transaction&) {
      started_.set_value();
      free_.get_future().wait();
      return Result<void>();
    };
    slow.done = [](const Result<void>&) {};
    REQUIRE(store.submit(std::move(slow)));
    started_.get_future().wait();
  }
  void set_free() { free_.set_value(); }

private:
  std::promise<void> started_;
  std::promise<void> free_;
};

// Until the entry of that sequence is durable.
void poll_until(net::io_context& io, const audit::AuditLog& log, std::uint64_t sequence) {
  for (int look = 0; look < 1'000 && log.newest().sequence() < sequence; ++look) {
    io.poll();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  REQUIRE(log.newest().sequence() == sequence);
}

// Keeps the files as kill -9 would leave them now, lets the vault end its work, and says how to
// open what was kept.
vault::VaultOptions crash(const VaultFixture& test, BusyStore& busy, net::io_context& io) {
  auto options = test.options();
  const auto crashed = test.folder / "crashed";
  std::filesystem::copy(options.data, crashed, std::filesystem::copy_options::recursive);
  busy.set_free();
  io.restart();
  io.run();
  options.data = crashed;
  return options;
}

Async<void> withdraw(vault::Vault& vault, policy::Caller caller, LeadId lead,
                     lead::PurposeId purpose) {
  (void)co_await vault.withdraw(caller, lead, purpose);
}

Async<void> erase(vault::Vault& vault, policy::Caller caller, LeadId lead) {
  (void)co_await vault.erase(caller, lead);
}

Async<void> grant(vault::Vault& vault, policy::Caller caller, LeadId lead,
                  vault::NewConsent consent) {
  (void)co_await vault.grant(caller, lead, consent);
}

} // namespace

TEST_CASE("P5 a withdrawal and an erasure that a crash kept from the store count after the start",
          "[vault]") {
  VaultFixture test;
  const auto crm = test.caller("crm_integration", {"sales_outreach", "qualification"});
  vault::NewConsent consent;
  consent.purpose = test.purpose("sales_outreach");
  const auto lead_of = [&](const char* email) {
    return run(test.vault().create(crm, test.person("Ada", email), {})).value().lead;
  };
  const auto withdrawn = lead_of("withdrawn@example.com");
  const auto erased = lead_of("erased@example.com");
  const auto asking = lead_of("asking@example.com"); // its grant is lost: it was never acknowledged
  REQUIRE(run(test.vault().grant(crm, withdrawn, consent)));
  const auto outreach = test.question("sales_outreach", {"email"});
  const auto qualification = test.question("qualification", {"email"});
  REQUIRE(outcome_of(run(test.vault().read(crm, withdrawn, outreach))).find("withdrawn@") !=
          std::string::npos);

  BusyStore busy(test.opened->store());
  const auto& log = test.opened->audit();
  const auto before = log.newest().sequence();
  net::io_context io(1);
  const auto ignore = [](const std::exception_ptr&) {};
  net::co_spawn(io, withdraw(test.vault(), crm, withdrawn, consent.purpose), ignore);
  net::co_spawn(io, erase(test.vault(), crm, erased), ignore);
  net::co_spawn(io, grant(test.vault(), crm, asking, consent), ignore);
  poll_until(io, log, before + 3);
  const auto options = crash(test, busy, io);
  for (int start = 0; start < 2; ++start) {
    const auto opened =
        vault::OpenVault::open(options, *test.provider, test.policies, test.clock).value();
    auto& vault = opened->vault();
    CHECK(outcome_of(run(vault.read(crm, withdrawn, outreach))) == "consent-missing");
    CHECK(outcome_of(run(vault.read(crm, withdrawn, qualification))).find("withdrawn@") !=
          std::string::npos);
    const auto events = run(vault.consents(crm, withdrawn));
    REQUIRE(events);
    REQUIRE(events->size() == 2);
    CHECK(events->back().event.kind == lead::ConsentEventKind::withdrawn);
    CHECK(outcome_of(run(vault.read(crm, erased, qualification))) == "not-found");
    CHECK(outcome_of(run(vault.read(crm, asking, outreach))) == "consent-missing");
    CHECK(outcome_of(run(vault.read(crm, asking, qualification))).find("asking@") !=
          std::string::npos);
  }
}

TEST_CASE("P4 a withdrawal applied from the log gives no seal to an older row that was put back",
          "[vault]") {
  VaultFixture test;
  const auto crm = test.caller("crm_integration", {"sales_outreach", "qualification"});
  const auto lead =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  vault::NewConsent consent;
  consent.purpose = test.purpose("sales_outreach");
  REQUIRE(run(test.vault().grant(crm, lead, consent)));
  const auto granted = test.opened->store().lead(test.tenant, lead).value().value();
  REQUIRE(run(test.vault().withdraw(crm, lead, consent.purpose)));
  REQUIRE(run(test.vault().summary(crm, lead))); // from here on it is kept in memory
  test.put_back(granted);

  BusyStore busy(test.opened->store());
  const auto& log = test.opened->audit();
  const auto before = log.newest().sequence();
  net::io_context io(1);
  const auto other = test.purpose("qualification");
  net::co_spawn(io, withdraw(test.vault(), crm, lead, other), [](const std::exception_ptr&) {});
  poll_until(io, log, before + 1);
  const auto options = crash(test, busy, io);
  const auto opened = vault::OpenVault::open(options, *test.provider, test.policies, test.clock);
  REQUIRE(opened.has_error());
  CHECK(opened.error().code() == Errc::stale_state);
}
