#include "api/access_output.hpp"
#include "api/candidates.hpp"
#include "api/reports.hpp"
#include "support/catch.hpp"
#include "support/plain_policies.hpp"

#include "leadvault/base/blocking.hpp"
#include "leadvault/vault/bound_caller.hpp"

using namespace lv;
using namespace lv::api;

namespace {

Access some_access(const policy::Policies& policies) {
  Access access;
  AccessSubject subject;
  subject.name = "=evil"; // no principal can be named so; the writer must not rely on it
  subject.caller.principal = make_id<PrincipalTag>();
  subject.caller.roles.push_back(policies.catalogue().role("sales_rep")->id);
  policy::ReadGrant grant;
  grant.purpose = policies.catalogue().purpose("qualification")->id;
  grant.sensitivity = lead::Sensitivity::contact;
  grant.fields = {policies.catalogue().field("email")->id};
  grant.needs = {"stage sql, converted", "assigned"};
  subject.reviewed.reads.push_back(grant);
  access.subjects.push_back(subject);
  return access;
}

std::shared_ptr<const policy::Policies> plain_with(const std::string& more) {
  auto texts = test::plain_texts();
  texts.files.front().text += more;
  Violations findings;
  return policy::Policies::make(std::move(texts), test::plain_policies()->shared_catalogue(),
                                findings)
      .value();
}

} // namespace

TEST_CASE("a review as CSV has no cell that a spreadsheet would run", "[api]") {
  const auto policies = test::plain_policies();
  const auto text = access_csv(policies->catalogue(), some_access(*policies));
  CHECK(text == "subject_kind,subject,roles,purpose,class,outcome,fields,needs\r\n"
                "client,'=evil,sales_rep,qualification,contact,mask,email,"
                "\"stage sql, converted; assigned\"\r\n");
}

TEST_CASE("a review as JSON names fields only where they are not the whole class", "[api]") {
  const auto policies = test::plain_policies();
  auto access = some_access(*policies);
  JsonWriter some;
  write_access(policies->catalogue(), access, some);
  CHECK(some.text().find(R"("fields":["email"])") != std::string_view::npos);
  access.subjects[0].reviewed.reads[0].extent = policy::ReadGrant::Extent::whole_class;
  JsonWriter all;
  write_access(policies->catalogue(), access, all);
  CHECK(all.text().find(R"("fields")") == std::string_view::npos);
}

TEST_CASE("the last two policy sets that were compared are kept", "[api]") {
  Candidates candidates;
  const auto tenant = make_id<TenantTag>();
  const auto first = plain_with("");
  const auto second = plain_with("\n// 2");
  const auto third = plain_with("\n// 3");
  CHECK(candidates.find(tenant, first->texts()) == nullptr);
  candidates.keep(tenant, first);
  candidates.keep(tenant, second);
  CHECK(candidates.find(tenant, first->texts()) == first);
  candidates.keep(tenant, third);
  CHECK(candidates.find(tenant, first->texts()) == nullptr);
  CHECK(candidates.find(tenant, second->texts()) == second);
  CHECK(candidates.find(tenant, third->texts()) == third);
  CHECK(candidates.find(make_id<TenantTag>(), third->texts()) == nullptr); // P9
}

TEST_CASE("a principal is asked about with the purposes of all its valid credentials", "[api]") {
  store::PrincipalRow principal;
  principal.principal = make_id<PrincipalTag>();
  principal.roles = {2};
  store::CredentialRow one;
  one.purposes = {4, 5};
  store::CredentialRow other;
  other.purposes = {1, 4};
  const auto caller = vault::caller_like(principal, {one, other});
  CHECK(caller.principal == principal.principal);
  CHECK(std::vector<lead::PurposeId>(caller.purposes.begin(), caller.purposes.end()) ==
        std::vector<lead::PurposeId>{{1}, {4}, {5}});
  CHECK(vault::caller_like(principal, {}).purposes.empty());
}

TEST_CASE("a report that throws is an error, not the end", "[api]") {
  Reports reports;
  std::function<Result<int>(const ReportTime&)> bad = [](const ReportTime&) -> Result<int> {
    throw std::runtime_error("no");
  };
  CHECK(run_blocking(reports.make<int>(bad)).error().code() == Errc::internal);
  std::function<Result<int>(const ReportTime&)> good = [](const ReportTime&) -> Result<int> {
    return 7;
  };
  CHECK(run_blocking(reports.make<int>(good)).value() == 7);
}

TEST_CASE("a report gives up when the server closes", "[api]") {
  Reports reports;
  std::thread closing;
  std::function<Result<int>(const ReportTime&)> endless =
      [&](const ReportTime& time) -> Result<int> {
    closing = std::thread([&reports] { reports.close(); });
    for (;;) LV_CHECK(time.check());
  };
  CHECK(run_blocking(reports.make<int>(endless)).error().code() == Errc::unavailable);
  closing.join();
}
