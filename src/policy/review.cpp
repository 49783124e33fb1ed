#include "leadvault/policy/review.hpp"

#include "policy/judge.hpp"
#include "policy/ruling.hpp"
#include "policy/situations.hpp"

#include "leadvault/cedar/mentions.hpp"

#include <algorithm>

namespace lv::policy {
namespace {

constexpr lead::Stage all_stages[] = {lead::Stage::new_lead, lead::Stage::working,
                                      lead::Stage::mql,      lead::Stage::sal,
                                      lead::Stage::sql,      lead::Stage::converted,
                                      lead::Stage::recycled, lead::Stage::disqualified};

// Fields that the policies cannot tell apart.
struct AlikeFields {
  lead::Sensitivity sensitivity{};
  std::vector<const lead::FieldDef*> fields;
};

// What the policies tell apart: they compare texts with those that they name, with others that a
// scene holds, and by patterns.
class Words {
public:
  explicit Words(const Policies& policies) : texts_(cedar::named_texts(policies.set())) {
    const auto& catalogue = policies.catalogue();
    std::set<std::string, std::less<>> seen;
    const auto add = [&](std::string_view name) {
      if (!seen.emplace(name).second) texts_.literals.emplace(name); // a word of two lists
    };
    for (const auto& field : catalogue.fields()) add(field.name);
    for (const auto& purpose : catalogue.purposes()) add(purpose.name);
    for (const auto stage : all_stages) add(name_of(stage));
    add(name_of(lead::Channel::website));
    add(name_of(lead::SubjectKind::person));
    for (const auto& field : catalogue.fields()) {
      const auto sensitivity = name_of(field.sensitivity);
      if (classes_.insert(field.sensitivity).second) add(sensitivity);
    }
  }

  bool tells(std::string_view name) const {
    return texts_.patterns || texts_.literals.count(name) != 0;
  }

  std::vector<std::vector<lead::Stage>> stages() const {
    std::vector<std::vector<lead::Stage>> groups;
    std::vector<lead::Stage> others;
    for (const auto stage : all_stages) {
      if (tells(name_of(stage))) {
        groups.push_back({stage});
      } else {
        others.push_back(stage);
      }
    }
    if (!others.empty()) groups.push_back(std::move(others));
    return groups;
  }

  std::vector<AlikeFields> fields(const lead::Catalogue& catalogue) const {
    std::vector<AlikeFields> groups;
    std::map<lead::Sensitivity, std::size_t> unnamed;
    for (const auto& field : catalogue.fields()) {
      if (!tells(field.name)) {
        const auto [place, is_new] = unnamed.emplace(field.sensitivity, groups.size());
        if (!is_new) {
          groups[place->second].fields.push_back(&field);
          continue;
        }
      }
      groups.push_back({field.sensitivity, {&field}});
    }
    return groups;
  }

private:
  cedar::NamedTexts texts_;
  std::set<lead::Sensitivity> classes_;
};

// One caller's reads.
class Reading {
public:
  Reading(const Policies& policies, const Caller& caller, Time now)
      : policies_(policies), caller_(caller), now_(now), words_(policies),
        groups_(words_.fields(policies.catalogue())), situations_(words_.stages()) {
    for (const auto& field : policies.catalogue().fields()) ++class_sizes_[field.sensitivity];
  }

  std::vector<ReadGrant> grants() {
    std::vector<ReadGrant> all;
    for (const auto purpose : caller_.purposes) {
      if (policies_.catalogue().purpose(purpose) != nullptr) add_grants(purpose, all);
    }
    return all;
  }

private:
  struct Reach {
    SituationSet value;
    SituationSet mask; // a mask at least
  };
  struct Way { // in the order of the answer
    lead::Sensitivity sensitivity{};
    Outcome outcome = Outcome::mask;
    Box box;
    bool operator<(const Way& other) const {
      if (sensitivity != other.sensitivity) return sensitivity < other.sensitivity;
      if (outcome != other.outcome) return outcome > other.outcome; // whole values first
      return box < other.box;
    }
  };

  std::vector<Reach> ask(lead::PurposeId purpose) const {
    std::vector<Reach> reaches(groups_.size());
    for (std::size_t i = 0; i < situations_.size(); ++i) {
      const auto facts = situations_.facts(i, caller_, purpose, policies_.catalogue());
      const Scene scene(policies_, caller_, facts, now_);
      for (std::size_t g = 0; g < groups_.size(); ++g) {
        const auto* field = groups_[g].fields.front();
        const auto may = [&](std::string_view action) {
          return allows(policies_, scene, {action, purpose, field, std::nullopt});
        };
        reaches[g].value[i] = may(read_field);
        reaches[g].mask[i] = reaches[g].value[i] || may(read_masked);
      }
    }
    return reaches;
  }

  void add_grants(lead::PurposeId purpose, std::vector<ReadGrant>& all) {
    const auto reaches = ask(purpose);
    std::map<Way, std::vector<lead::FieldId>> ways;
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      const auto add = [&](Outcome outcome, const SituationSet& set) {
        for (const auto& box : situations_.cover(set)) {
          auto& fields = ways[{groups_[g].sensitivity, outcome, box}];
          for (const auto* field : groups_[g].fields) fields.push_back(field->id);
        }
      };
      add(Outcome::value, reaches[g].value);
      if (reaches[g].mask != reaches[g].value) add(Outcome::mask, reaches[g].mask);
    }
    for (auto& [way, fields] : ways) {
      ReadGrant grant{purpose, way.sensitivity, way.outcome, std::move(fields), {}, {}};
      std::sort(grant.fields.begin(), grant.fields.end());
      if (grant.fields.size() == class_sizes_.at(way.sensitivity))
        grant.extent = ReadGrant::Extent::whole_class;
      grant.needs = situations_.needs(way.box);
      all.push_back(std::move(grant));
    }
  }

  const Policies& policies_;
  const Caller& caller_;
  Time now_;
  Words words_;
  std::vector<AlikeFields> groups_;
  Situations situations_;
  std::map<lead::Sensitivity, std::size_t> class_sizes_;
};

} // namespace

Reviewer::Reviewer(std::shared_ptr<const Policies> policies, Time now)
    : policies_(std::move(policies)), now_(now),
      names_principals_(cedar::mentions(policies_->set(), "User") ||
                        cedar::mentions(policies_->set(), "Client")) {}

std::vector<ActionGrant> Reviewer::actions_of(const Caller& caller) const {
  std::vector<ActionGrant> grants;
  for (const auto& action : policies_->catalogue().actions()) {
    if (reads_fields(action.name)) continue;
    const auto may = [&](lead::PurposeId purpose) {
      return rule_on(*policies_, caller, Action{action.id}, purpose, now_).allowed;
    };
    ActionGrant grant;
    grant.action = action.id;
    if (may(lead::PurposeId{})) grant.bare = ActionGrant::Bare::allowed;
    for (const auto purpose : caller.purposes) {
      if (may(purpose)) grant.purposes.push_back(purpose);
    }
    if (grant.bare == ActionGrant::Bare::allowed || !grant.purposes.empty())
      grants.push_back(std::move(grant));
  }
  return grants;
}

const Reviewed& Reviewer::review(const Caller& caller) {
  ByteWriter key;
  if (names_principals_) key.raw(caller.principal.view());
  key.u8(static_cast<std::uint8_t>(caller.kind));
  key.u16(static_cast<std::uint16_t>(caller.roles.size()));
  for (const auto role : caller.roles) key.u16(role);
  for (const auto purpose : caller.purposes) key.u16(purpose.value);
  auto text = key.take();
  const auto known = known_.find(text);
  if (known != known_.end()) return known->second;
  Reviewed reviewed{Reading(*policies_, caller, now_).grants(), actions_of(caller)};
  return known_.emplace(std::move(text), std::move(reviewed)).first->second;
}

} // namespace lv::policy
