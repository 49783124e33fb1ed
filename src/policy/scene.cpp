#include "policy/scene.hpp"

#include "leadvault/base/limits.hpp"

#include <algorithm>
#include <array>

namespace lv::policy {
namespace {

using cedar::Arena;
using cedar::Attribute;
using cedar::EntityUid;
using cedar::Value;

Value text(std::string_view text) { return Value(text); }

Value set_of(Arena& arena, std::vector<Value> members) {
  return Value(cedar::make_set(arena, members));
}

template <class Tag>
EntityUid uid(Arena& arena, std::string_view type, const Id<Tag>& id) {
  return {type, arena.keep(std::string_view(IdText<Tag>(id)))};
}

// Names of purposes; a number that the catalogue does not know names nothing.
template <class List>
Value purposes_of(Arena& arena, const lead::Catalogue& catalogue, const List& purposes) {
  std::vector<Value> names;
  for (const auto id : purposes) {
    if (const auto* purpose = catalogue.purpose(id)) names.push_back(text(purpose->name));
  }
  return set_of(arena, std::move(names));
}

bool has_expired(const Caller& caller, Time now) {
  return caller.expires_at.us != 0 && caller.expires_at <= now;
}

std::string_view type_of(PrincipalKind kind) {
  return kind == PrincipalKind::user ? "User" : "Client";
}

// Builds the entities; what it makes lives in them.
class SceneBuilder {
public:
  SceneBuilder(const Policies& policies, Arena& arena) : policies_(policies), arena_(arena) {}

  void add_caller(const EntityUid& principal, const Caller& caller, Time now) {
    const auto& catalogue = policies_.catalogue();
    const auto tenant = uid(arena_, "Tenant", caller.tenant);
    const ShortList<lead::PurposeId> none;
    const auto& bound = has_expired(caller, now) ? none : caller.purposes;
    std::array attributes{Attribute{"purposes", purposes_of(arena_, catalogue, bound)},
                          Attribute{"tenant", Value(tenant)}};
    std::vector<EntityUid> roles;
    for (const auto number : caller.roles) {
      if (const auto* role = catalogue.role(number)) roles.push_back({"Role", role->name});
    }
    add(principal, attributes, std::move(roles));
    add_tenant(tenant);
  }

  void add_tenant(const EntityUid& tenant) { add(tenant, {}, {}); }

  void add_lead(const EntityUid& lead, const EntityUid& tenant, const LeadFacts& facts, Time now) {
    const auto& catalogue = policies_.catalogue();
    std::vector<lead::PurposeId> consents;
    std::vector<lead::PurposeId> legal_bases;
    for (const auto& event : facts.consents.current()) {
      if (facts.consents.in_force(event.purpose, now) == nullptr) continue;
      auto& list = event.basis == lead::LegalBasis::consent ? consents : legal_bases;
      list.push_back(event.purpose);
    }
    std::vector<Value> incidents;
    for (const auto& incident : facts.incidents)
      incidents.emplace_back(Value(uid(arena_, "Incident", incident)));
    std::vector<Attribute> attributes{
        {"tenant", Value(tenant)},
        {"stage", text(name_of(facts.stage))},
        {"channel", text(name_of(facts.channel))},
        {"subject_kind", text(name_of(facts.subject_kind))},
        {"consents", purposes_of(arena_, catalogue, consents)},
        {"legal_bases", purposes_of(arena_, catalogue, legal_bases)},
        {"objections", purposes_of(arena_, catalogue, facts.objections)},
        {"restricted", Value(facts.processing == LeadFacts::Processing::restricted)},
        {"erased", Value(facts.presence == LeadFacts::Presence::erased)},
        {"incidents", set_of(arena_, std::move(incidents))},
    };
    if (!facts.residency.empty()) {
      attributes.push_back({"residency", text(arena_.keep(std::string_view(facts.residency)))});
    }
    if (!facts.assigned_to.is_zero()) {
      attributes.push_back({"assigned_to", Value(uid(arena_, "User", facts.assigned_to))});
    }
    add(lead, attributes, {tenant});
  }

  // Groups of actions, where the schema has any.
  void add_actions() {
    for (const auto* action : policies_.schema().actions()) {
      if (action->ancestors.empty()) continue;
      builder_.add({action->uid, {}, {}, action->ancestors});
    }
  }

  cedar::Entities build() { return std::move(builder_).build().value(); } // no cycle is possible

private:
  void add(const EntityUid& uid, std::span<Attribute> attributes, std::vector<EntityUid> parents) {
    cedar::Entity entity;
    entity.uid = uid;
    entity.attributes = cedar::make_record(arena_, attributes);
    entity.ancestors = arena_.keep(parents);
    builder_.add(entity);
  }

  const Policies& policies_;
  Arena& arena_; // of the scene, which outlives the entities
  cedar::EntitiesBuilder builder_;
};

cedar::Record export_record(Arena& arena, const ExportFacts& facts) {
  std::array attributes{
      Attribute{"records_today", Value(facts.records_today)},
      Attribute{"approved", Value(facts.approval == ExportFacts::Approval::given)}};
  return cedar::make_record(arena, attributes);
}

} // namespace

Scene::Scene(const Policies& policies, const Caller& caller, const TenantId& about, Time now)
    : policies_(policies) {
  principal_ = uid(arena_, type_of(caller.kind), caller.principal);
  tenant_ = uid(arena_, "Tenant", about);
  SceneBuilder builder(policies, arena_);
  builder.add_caller(principal_, caller, now);
  builder.add_tenant(tenant_);
  builder.add_actions();
  entities_ = builder.build();
}

Scene::Scene(const Policies& policies, const Caller& caller, const LeadFacts& lead, Time now)
    : policies_(policies) {
  principal_ = uid(arena_, type_of(caller.kind), caller.principal);
  tenant_ = uid(arena_, "Tenant", lead.tenant);
  lead_ = uid(arena_, "Lead", lead.lead);
  SceneBuilder builder(policies, arena_);
  builder.add_caller(principal_, caller, now);
  builder.add_lead(lead_, tenant_, lead, now);
  builder.add_actions();
  entities_ = builder.build();
}

cedar::Request Scene::request(const FieldQuestion& question) const {
  const auto* purpose = policies_.catalogue().purpose(question.purpose);
  std::array field{Attribute{"name", text(question.field->name)},
                   Attribute{"class", text(name_of(question.field->sensitivity))}};
  std::vector<Attribute> context{
      {"field", Value(cedar::make_record(arena_, field))},
      {"purpose", text(purpose == nullptr ? std::string_view() : purpose->name)},
      {"consent_required",
       Value(purpose == nullptr || purpose->consent == lead::ConsentNeed::required)},
  };
  if (question.exported) {
    context.push_back({"export", Value(export_record(arena_, *question.exported))});
  }
  return {principal_, {"Action", question.action}, lead_, cedar::make_record(arena_, context)};
}

cedar::Request Scene::request(std::string_view action, lead::PurposeId purpose) const {
  std::vector<Attribute> context;
  if (const auto* found = policies_.catalogue().purpose(purpose))
    context.push_back({"purpose", text(found->name)});
  return {principal_, {"Action", action}, tenant_, cedar::make_record(arena_, context)};
}

Sample sample_of(const lead::Catalogue& catalogue, PrincipalKind kind) {
  Sample sample;
  auto& caller = sample.caller;
  caller.kind = kind;
  caller.tenant = make_id<TenantTag>();
  caller.principal = make_id<PrincipalTag>();
  for (const auto& role : catalogue.roles()) caller.roles.push_back(role.id);
  auto& lead = sample.lead;
  lead.tenant = caller.tenant;
  lead.lead = make_id<LeadTag>();
  lead.stage = lead::Stage::sql;
  lead.channel = lead::Channel::website;
  lead.subject_kind = lead::SubjectKind::person;
  lead.residency = "DE";
  lead.assigned_to = make_id<PrincipalTag>();
  lead.incidents.push_back(make_id<IncidentTag>());
  for (const auto& purpose : catalogue.purposes()) {
    caller.purposes.push_back(purpose.id);
    lead.objections.push_back(purpose.id);
    lead::ConsentEvent event;
    event.id = make_id<ConsentTag>();
    event.purpose = purpose.id;
    event.sequence = lead.consents.next_sequence();
    event.time = Time{1};
    event.basis = purpose.id.value % 2 == 0 ? lead::LegalBasis::consent
                                            : lead::LegalBasis::legitimate_interests;
    lead.consents.apply(event);
  }
  return sample;
}

} // namespace lv::policy
