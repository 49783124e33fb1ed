#include "api/told_calls.hpp"
#include "support/catch.hpp"
#include "support/plain_policies.hpp"

using namespace lv;
using namespace lv::api;
using audit::EntryKind;
using policy::CallOutcome;

namespace {

// Entries of one principal, and what they tell of calls, as "listLeads permitted".
struct Log {
  std::shared_ptr<const policy::Policies> policies = test::plain_policies();
  const lead::Catalogue& catalogue = policies->catalogue();
  audit::Entry entry;

  Log() { entry.principal = make_id<PrincipalTag>(); }

  std::uint16_t action(std::string_view name) const { return catalogue.action(name)->id; }
  lead::PurposeId purpose(std::string_view name) const { return catalogue.purpose(name)->id; }

  std::vector<std::string> told(EntryKind kind, audit::Body body) {
    entry.kind = kind;
    entry.body = std::move(body);
    std::vector<std::string> texts;
    for (const auto& call : calls_told_by(entry, catalogue)) {
      const auto* purpose = catalogue.purpose(call.purpose);
      texts.push_back(catalogue.action(call.action.number)->name + " " +
                      std::string(name_of(call.outcome)) +
                      (purpose == nullptr ? "" : " " + purpose->name));
    }
    return texts;
  }

  std::vector<std::string> denied(std::string_view name, Errc reason) {
    return told(EntryKind::denial,
                audit::DenialBody{action(name), {}, static_cast<std::uint16_t>(reason), {}, {}});
  }
};

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("a search and a list tell of the action and purpose that they name", "[api]") {
  Log log;
  CHECK(log.told(EntryKind::list, audit::SearchBody{log.action("readConsent"), 0, {}}) ==
        Texts{"readConsent permitted"});
  log.entry.purpose = log.purpose("contract");
  CHECK(log.told(EntryKind::search, audit::SearchBody{log.action("searchLeads"), 1, {}}) ==
        Texts{"searchLeads permitted contract"});
}

TEST_CASE("a write or a question tells of its action, for no purpose", "[api]") {
  Log log;
  log.entry.purpose = log.purpose("contract"); // what it is about
  CHECK(log.told(EntryKind::lead_updated, audit::WriteBody{}) == Texts{"updateLead permitted"});
  CHECK(log.told(EntryKind::lead_erased, audit::WriteBody{}) == Texts{"deleteLead permitted"});
  CHECK(log.told(EntryKind::consent_withdrawn, audit::ConsentBody{}) ==
        Texts{"recordConsent permitted"});
  CHECK(log.told(EntryKind::credential_revoked, audit::ObjectBody{}) ==
        Texts{"managePrincipals permitted"});
  CHECK(log.told(EntryKind::policy_explained, audit::QuestionBody{}) ==
        Texts{"readPolicies permitted"});
  CHECK(log.told(EntryKind::policy_compared, audit::SystemBody{}) ==
        Texts{"readAudit permitted", "listLeads permitted", "readConsent permitted"});
}

TEST_CASE("an entry that a call or an import can have made tells of no call", "[api]") {
  Log log;
  CHECK(log.told(EntryKind::lead_created, audit::WriteBody{}).empty());
  CHECK(log.told(EntryKind::consent_granted, audit::ConsentBody{}).empty());
}

TEST_CASE("an export was permitted as a call, whatever became of its leads", "[api]") {
  Log log;
  log.entry.purpose = log.purpose("contract");
  const Texts permitted{"exportLeads permitted contract"};
  CHECK(log.told(EntryKind::release, audit::ReleaseBody{log.action("exportLeads"), {{}, {}}}) ==
        permitted);
  audit::DenialBody denial;
  denial.action = log.action("exportLeads");
  denial.lead = make_id<LeadTag>();
  denial.reason = static_cast<std::uint16_t>(Errc::consent_missing);
  denial.fields.insert(lead::FieldId{1});
  CHECK(log.told(EntryKind::denial, denial) == permitted);
  denial.action = log.action("readField");
  CHECK(log.told(EntryKind::denial, denial).empty());
  CHECK(log.told(EntryKind::release, audit::ReleaseBody{log.action("readField"), {{}}}).empty());
}

TEST_CASE("a denial tells of a call when policies gave it", "[api]") {
  Log log;
  CHECK(log.denied("createLead", Errc::not_permitted) == Texts{"createLead denied"});
  CHECK(log.denied("listLeads", Errc::forbidden) == Texts{"listLeads denied"});
  CHECK(log.denied("listLeads", Errc::policy_failed) == Texts{"listLeads denied"});
  CHECK(log.denied("readField", Errc::forbidden).empty());
  CHECK(log.denied("searchLeads", Errc::purpose_required).empty());
  CHECK(log.denied("searchLeads", Errc::purpose_not_bound).empty()); // which one is not known
  log.entry.purpose = log.purpose("contract");
  CHECK(log.denied("searchLeads", Errc::purpose_not_bound) == Texts{"searchLeads denied contract"});
}

TEST_CASE("what nobody was permitted is no call", "[api]") {
  Log log;
  log.entry.principal = PrincipalId{};
  CHECK(log.told(EntryKind::principal_created, audit::ObjectBody{}).empty());
}
