#include "leadvault/cedar/entities.hpp"

#include "leadvault/base/result.hpp"
#include "leadvault/cedar/print.hpp"

namespace lv::cedar {

std::size_t UidHash::operator()(const EntityUid& uid) const {
  const std::hash<std::string_view> hash;
  return hash(uid.type) * 31 + hash(uid.id);
}

bool Entity::is_below(const EntityUid& other) const {
  return std::binary_search(ancestors.begin(), ancestors.end(), other);
}

const Entity* Entities::find(const EntityUid& uid) const {
  const auto found = by_uid_.find(uid);
  return found == by_uid_.end() ? nullptr : &found->second;
}

std::vector<EntityUid> Entities::uids() const {
  std::vector<EntityUid> uids;
  uids.reserve(by_uid_.size());
  for (const auto& [uid, unused] : by_uid_) uids.push_back(uid);
  return uids;
}

EntitiesBuilder::Added EntitiesBuilder::add(const Entity& entity) {
  const bool is_new = entities_.by_uid_.emplace(entity.uid, entity).second;
  return is_new ? Added::new_one : Added::duplicate;
}

namespace {

// Closes the hierarchy depth first, without recursion: it may be as deep as there are entities.
class Closure {
public:
  using ByUid = std::unordered_map<EntityUid, Entity, UidHash>;
  Closure(ByUid& entities, Arena& arena) : entities_(entities), arena_(arena) {}

  // The entity that is its own ancestor, or null.
  const Entity* close() {
    for (auto& [unused, entity] : entities_)
      if (const auto* cycle = close_from(entity)) return cycle;
    return nullptr;
  }

private:
  enum class State { untouched, open, closed };
  struct Frame {
    Entity* entity;
    std::size_t next_parent = 0;
  };

  const Entity* close_from(Entity& root) {
    if (state_[root.uid] == State::closed) return nullptr;
    std::vector<Frame> path;
    enter(path, root);
    while (!path.empty()) {
      auto& top = path.back();
      if (top.next_parent == top.entity->ancestors.size()) {
        finish(*top.entity);
        path.pop_back();
        continue;
      }
      const auto parent = entities_.find(top.entity->ancestors[top.next_parent++]);
      if (parent == entities_.end()) continue;
      const auto state = state_[parent->first];
      if (state == State::open) return &parent->second;
      if (state == State::untouched) enter(path, parent->second);
    }
    return nullptr;
  }

  void enter(std::vector<Frame>& path, Entity& entity) {
    state_[entity.uid] = State::open;
    path.push_back({&entity});
  }

  // All parents are closed: theirs and their ancestors are its own.
  void finish(Entity& entity) {
    std::vector<EntityUid> all(entity.ancestors.begin(), entity.ancestors.end());
    for (const auto& parent : entity.ancestors) {
      const auto found = entities_.find(parent);
      if (found == entities_.end()) continue;
      const auto& above = found->second.ancestors;
      all.insert(all.end(), above.begin(), above.end());
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    entity.ancestors = arena_.keep(all);
    state_[entity.uid] = State::closed;
  }

  ByUid& entities_;
  Arena& arena_;
  std::unordered_map<EntityUid, State, UidHash> state_;
};

} // namespace

Checked<void> EntitiesBuilder::close() {
  if (const auto* cycle = Closure(entities_.by_uid_, *entities_.arena_).close()) {
    Problem problem;
    problem.what = "the entity " + print(cycle->uid) + " is its own ancestor";
    return Problems{problem};
  }
  return {};
}

Checked<Entities> EntitiesBuilder::build() && {
  LV_CHECK(close());
  return std::move(entities_);
}

} // namespace lv::cedar
