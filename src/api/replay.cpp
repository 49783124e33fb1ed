#include "api/replay.hpp"

#include "leadvault/vault/bound_caller.hpp"

#include <set>

namespace lv::api {
namespace {

// What an entry says of one lead.
struct ToldRead {
  LeadId lead;
  lead::FieldSet released;
  lead::FieldSet masked;
  lead::FieldSet withheld;
};

std::vector<ToldRead> reads_told_by(const audit::Entry& entry) {
  std::vector<ToldRead> all;
  if (const auto* release = std::get_if<audit::ReleaseBody>(&entry.body)) {
    for (const auto& touch : release->leads)
      all.push_back({touch.lead, touch.released, touch.masked, touch.withheld});
  } else if (const auto* denial = std::get_if<audit::DenialBody>(&entry.body)) {
    if (!denial->lead.is_zero() && !denial->fields.empty())
      all.push_back({denial->lead, {}, {}, denial->fields});
  }
  return all;
}

std::uint16_t action_of(const audit::Entry& entry) {
  if (const auto* release = std::get_if<audit::ReleaseBody>(&entry.body)) return release->action;
  const auto* denial = std::get_if<audit::DenialBody>(&entry.body);
  return denial == nullptr ? std::uint16_t{0} : denial->action;
}

// Puts the decisions together; remembers the principals and leads that it has seen.
class Gatherer {
public:
  explicit Gatherer(Call& call)
      : call_(call), export_action_(action_named(call, "exportLeads").number) {}

  Task<void> add(const audit::Entry& entry) {
    ++past_.entries;
    const auto calls = calls_told_by(entry, call_.catalogue());
    const auto reads = reads_told_by(entry);
    if (calls.empty() && reads.empty()) co_return Result<void>();
    const auto caller = caller_of(entry.principal);
    for (const auto& one : calls) {
      if (one.action.number == export_action_ && !exports_.insert(entry.request).second) continue;
      if (caller && is_known(one)) {
        past_.calls.push_back({caller, one});
      } else {
        ++past_.unknown;
      }
    }
    for (const auto& one : reads) {
      auto question = question_of(entry, one);
      if (!caller || !question) {
        ++past_.unknown;
        continue;
      }
      LV_CO_TRY(facts, co_await facts_of(one.lead));
      if (!facts) {
        ++past_.unknown;
        continue;
      }
      past_.reads.push_back({caller, facts, std::move(*question), one.released, one.masked});
    }
    co_return Result<void>();
  }

  bool full() const { return past_.count() >= limits::replay_decisions_max; }
  PastDecisions take() { return std::move(past_); }

private:
  using SharedFacts = std::shared_ptr<const policy::LeadFacts>;

  std::shared_ptr<const policy::Caller> caller_of(PrincipalId principal) {
    const auto [place, is_new] = callers_.emplace(principal, nullptr);
    if (!is_new) return place->second;
    const auto& directory = call_.services.parts.directory;
    const auto row = directory.principal(call_.caller.tenant, principal);
    if (!row || row->standing != store::Standing::active) return nullptr;
    const auto credentials = vault::valid_credentials(directory, *row, call_.now());
    place->second = std::make_shared<const policy::Caller>(vault::caller_like(*row, credentials));
    return place->second;
  }

  bool is_known(const ToldCall& told) const {
    const auto& catalogue = call_.catalogue();
    const bool has_purpose = told.purpose != lead::PurposeId{};
    return catalogue.action(told.action.number) != nullptr &&
           (!has_purpose || catalogue.purpose(told.purpose) != nullptr);
  }

  std::optional<policy::ReadQuestion> question_of(const audit::Entry& entry,
                                                  const ToldRead& told) const {
    const auto& catalogue = call_.catalogue();
    if (catalogue.purpose(entry.purpose) == nullptr) return std::nullopt;
    policy::ReadQuestion question;
    question.action = policy::Action{action_of(entry)};
    question.purpose = entry.purpose;
    for (const auto* set : {&told.released, &told.masked, &told.withheld}) {
      for (const auto field : set->to_vector()) {
        if (catalogue.field(field) == nullptr) return std::nullopt;
        question.fields.push_back({field, policy::View::value});
      }
    }
    if (question.fields.empty()) return std::nullopt;
    if (question.action.number == export_action_) question.exported = policy::ExportFacts{1};
    return question;
  }

  // Null when there is no such lead any more.
  Task<SharedFacts> facts_of(LeadId lead) {
    const auto known = facts_.find(lead);
    if (known != facts_.end()) co_return known->second;
    policy::Caller caller = call_.caller;
    auto found = co_await call_.vault().facts(std::move(caller), lead);
    if (!found && found.error().code() != Errc::not_found) co_return found.error();
    auto facts = found ? std::make_shared<const policy::LeadFacts>(std::move(*found)) : nullptr;
    facts_.emplace(lead, facts);
    co_return facts;
  }

  Call& call_;
  std::uint16_t export_action_;
  std::set<RequestId> exports_; // a call of several entries is one decision
  PastDecisions past_;
  std::map<PrincipalId, std::shared_ptr<const policy::Caller>> callers_;
  std::map<LeadId, SharedFacts> facts_;
};

} // namespace

Task<PastDecisions> past_decisions(Call& call, const std::vector<audit::IndexedEntry>& entries) {
  Gatherer gatherer(call);
  for (const auto& one : entries) {
    LV_CO_CHECK(co_await gatherer.add(one.entry));
    if (gatherer.full()) break;
  }
  co_return gatherer.take();
}

} // namespace lv::api
