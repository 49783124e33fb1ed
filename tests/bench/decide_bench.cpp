// [decide]: what the shipped policies cost a batch of 1,000 leads with 8 fields each: a decision
// for each field of each lead, where leads share their facts, and where no two questions are alike.
#include "figure.hpp"
#include "lead_requests.hpp"
#include "options.hpp"
#include "server_process.hpp"

#include "leadvault/policy/cedar_decider.hpp"

#include <chrono>
#include <sstream>

namespace lv::bench {
namespace {

constexpr std::size_t batch_leads = 1'000;

policy::ReadQuestion question_of(const lead::Catalogue& catalogue) {
  policy::ReadQuestion question;
  question.action = policy::Action{catalogue.action("readField")->id};
  question.purpose = catalogue.purpose("contract")->id;
  std::istringstream names{read_fields};
  for (std::string name; std::getline(names, name, ',');)
    question.fields.push_back({catalogue.field(name)->id, policy::View::value});
  return question;
}

policy::Caller caller_of(const lead::Catalogue& catalogue) {
  policy::Caller caller;
  caller.tenant = make_id<TenantTag>();
  caller.principal = make_id<PrincipalTag>();
  caller.roles.push_back(catalogue.role("crm_integration")->id);
  caller.purposes.push_back(catalogue.purpose("contract")->id);
  return caller;
}

// Leads of every stage and of five countries, every other one with a legal basis.
std::vector<policy::LeadFacts> leads_of(const lead::Catalogue& catalogue, TenantId tenant) {
  constexpr const char* countries[] = {"DE", "FR", "US", "GB", ""};
  std::vector<policy::LeadFacts> leads;
  for (std::size_t i = 0; i < batch_leads; ++i) {
    auto& facts = leads.emplace_back();
    facts.tenant = tenant;
    facts.lead = make_id<LeadTag>();
    facts.stage = lead::stage_of(static_cast<std::uint8_t>(1 + i % 8)).value();
    facts.channel = lead::Channel::website;
    facts.subject_kind = lead::SubjectKind::person;
    facts.residency = countries[i / 8 % std::size(countries)];
    if (i / 40 % 2 == 0) continue;
    lead::ConsentEvent event;
    event.purpose = catalogue.purpose("contract")->id;
    event.sequence = 1;
    event.basis = lead::LegalBasis::contract;
    facts.consents.apply(event);
  }
  return leads;
}

enum class Questions { alike, each_another };

// Nanoseconds for a field.
double ns_per_field(const std::shared_ptr<const policy::Policies>& policies, Questions questions,
                    double seconds) {
  const SystemClock clock;
  policy::CedarDecider decider(policies, clock);
  const auto& catalogue = policies->catalogue();
  const auto caller = caller_of(catalogue);
  const auto leads = leads_of(catalogue, caller.tenant);
  auto question = question_of(catalogue);
  std::size_t fields = 0;
  const auto start = std::chrono::steady_clock::now();
  std::chrono::duration<double> elapsed{};
  while (elapsed.count() < seconds) {
    std::size_t permitted = 0;
    for (const auto& facts : leads) {
      if (questions == Questions::each_another) // as part of an export that counts like no other
        question.exported.emplace().records_today = -static_cast<std::int64_t>(fields + permitted);
      const auto decision = decider.decide_read(caller, facts, question, Time{1});
      permitted += std::holds_alternative<policy::Permit>(decision);
    }
    if (permitted != batch_leads) throw BenchError("names are shown of every lead");
    fields += batch_leads * question.fields.size();
    elapsed = std::chrono::steady_clock::now() - start;
  }
  return elapsed.count() * 1e9 / static_cast<double>(fields);
}

} // namespace

Figure bench_decide(const Options& options) {
  Violations findings;
  const auto policies = policy::load_policies(LV_SOURCE_DIR "/policies", findings);
  if (!policies) throw BenchError("the shipped policies are not sound");
  Figure figure{"decide", "a batch of 1,000 leads: 8,000 fields decided", {}, {}};
  Series kept("ns_per_field", "a field, against deciding each anew", "ns", Better::lower);
  for (int round = 0; round < options.rounds; ++round) {
    const double shared = ns_per_field(*policies, Questions::alike, options.seconds / 2);
    kept.add(shared, ns_per_field(*policies, Questions::each_another, options.seconds / 2));
  }
  figure.series.push_back(kept);
  return figure;
}

} // namespace lv::bench
