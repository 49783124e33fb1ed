// The places of policies by what their scopes demand: an action, a type of principal, a type of
// resource; empty is "any". A request is looked up under its action, the groups that the action is
// in, and none, with and without each type: what is not found there cannot match.
#pragma once

#include "leadvault/cedar/policy_set.hpp"

namespace lv::cedar {

struct PolicySet::Index {
  struct Key {
    EntityUid action; // without a type: any
    std::string_view principal_type;
    std::string_view resource_type;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };

  void add(const Policy& policy, std::uint32_t place);
  void find(const Key& key, std::vector<std::uint32_t>& found) const;

  std::unordered_map<Key, std::vector<std::uint32_t>, KeyHash> places;
  std::unordered_map<std::string_view, std::uint32_t> policies_by_id;
  std::unordered_map<std::string_view, std::uint32_t> templates_by_id;
};

} // namespace lv::cedar
