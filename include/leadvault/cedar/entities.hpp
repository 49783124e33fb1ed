// Entities: what a decision may look at: attributes, tags and ancestors of each entity. Immutable
// once built, free to be read by many threads; holds all its values itself.
#pragma once

#include "leadvault/cedar/problem.hpp"
#include "leadvault/cedar/value.hpp"

#include <memory>
#include <unordered_map>

namespace lv::cedar {

struct UidHash {
  std::size_t operator()(const EntityUid& uid) const;
};

struct Entity {
  EntityUid uid;
  Record attributes;
  Record tags;
  List<EntityUid> ancestors; // direct and indirect, ascending
  bool is_below(const EntityUid& other) const;
};

class Entities {
public:
  Entities() = default;
  const Entity* find(const EntityUid& uid) const; // null: there is none
  std::size_t size() const { return by_uid_.size(); }
  // Uids of all of them, in no order.
  std::vector<EntityUid> uids() const;

private:
  friend class EntitiesBuilder;
  std::unique_ptr<Arena> arena_ = std::make_unique<Arena>();
  std::unordered_map<EntityUid, Entity, UidHash> by_uid_;
};

// Collects entities with their direct parents, then closes the hierarchy.
class EntitiesBuilder {
public:
  Arena& arena() { return *entities_.arena_; } // for the values of what is added

  enum class Added : std::uint8_t { new_one, duplicate };
  // `entity.ancestors` are its direct parents here; they need not be entities themselves.
  Added add(const Entity& entity);
  Checked<void> close();        // of what was added so far; fails on a cycle
  Checked<Entities> build() &&; // closed
  const Entities& entities() const { return entities_; }

private:
  Entities entities_;
};

} // namespace lv::cedar
