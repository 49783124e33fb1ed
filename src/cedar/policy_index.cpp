#include "cedar/policy_index.hpp"

namespace lv::cedar {

namespace {

// The only type that can match; empty: any may. What is `in` an entity may be of another type.
std::string_view type_of(const Scope& scope) {
  switch (scope.kind) {
  case Scope::Kind::equal:
    return scope.entity.type;
  case Scope::Kind::is:
  case Scope::Kind::is_in:
    return scope.type;
  default:
    return {};
  }
}

} // namespace

std::size_t PolicySet::Index::KeyHash::operator()(const Key& key) const {
  const std::hash<std::string_view> hash;
  std::size_t mixed = UidHash()(key.action);
  mixed = mixed * 31 + hash(key.principal_type);
  return mixed * 31 + hash(key.resource_type);
}

void PolicySet::Index::add(const Policy& policy, std::uint32_t place) {
  Key key{{}, type_of(policy.principal), type_of(policy.resource)};
  if (policy.action.kind == ActionScope::Kind::any) {
    places[key].push_back(place);
    return;
  }
  for (const auto& action : policy.action.actions) {
    key.action = action;
    auto& here = places[key];
    if (here.empty() || here.back() != place) here.push_back(place); // `in [a, a]`
  }
}

void PolicySet::Index::find(const Key& key, std::vector<std::uint32_t>& found) const {
  const auto here = places.find(key);
  if (here != places.end()) found.insert(found.end(), here->second.begin(), here->second.end());
}

void PolicySet::candidates(const EntityUid& principal, const EntityUid& action,
                           const EntityUid& resource, const Entities& entities,
                           std::vector<std::uint32_t>& found) const {
  found.clear();
  const auto of_action = [&](const EntityUid& uid) {
    for (const auto principal_type : {std::string_view(), principal.type})
      for (const auto resource_type : {std::string_view(), resource.type})
        index_->find({uid, principal_type, resource_type}, found);
  };
  of_action({});
  of_action(action);
  if (const auto* entity = entities.find(action)) {
    for (const auto& group : entity->ancestors) of_action(group);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
}

} // namespace lv::cedar
