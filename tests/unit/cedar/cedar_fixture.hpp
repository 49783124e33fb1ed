// A small world to decide about, and short ways to read and to evaluate.
#pragma once

#include "support/catch.hpp"

#include "leadvault/cedar/authorize.hpp"
#include "leadvault/cedar/print.hpp"

// In an assertion: what was refused, and why.
namespace Catch {
template <class T>
struct StringMaker<boost::system::result<T, lv::cedar::Problems>> {
  static std::string convert(const boost::system::result<T, lv::cedar::Problems>& result) {
    return result ? "a value" : "refused: " + result.error().front().what;
  }
};
} // namespace Catch

namespace lv::cedar::test {

inline std::string first_problem(const Problems& problems) {
  return problems.empty() ? "" : problems.front().what;
}

template <class T>
T must(Checked<T> checked) {
  if (!checked) FAIL(first_problem(checked.error()));
  return std::move(*checked);
}

inline const EntityUid alice{"User", "alice"};
inline const EntityUid view{"Action", "view"};
inline const EntityUid photo{"Photo", "vacation.jpg"};

// alice is in the sales team, which is in the company; her age is 36 and her tag "level" is "gold".
inline Entities world() {
  EntitiesBuilder builder;
  Arena& arena = builder.arena();
  const EntityUid team{"Team", "sales"};
  const EntityUid company{"Company", "acme"};
  const auto parent = [&arena](const EntityUid& uid) {
    return arena.keep(std::span<const EntityUid>(&uid, 1));
  };
  std::vector<Attribute> attributes = {{"name", Value(std::string_view("Alice"))},
                                       {"age", Value(std::int64_t{36})},
                                       {"best friend", Value(EntityUid{"User", "bob"})}};
  std::vector<Attribute> tags = {{"level", Value(std::string_view("gold"))}};
  builder.add({alice, make_record(arena, attributes), make_record(arena, tags), parent(team)});
  builder.add({team, {}, {}, parent(company)});
  builder.add({company, {}, {}, {}});
  builder.add({photo, {}, {}, {}});
  return must(std::move(builder).build());
}

// The text as the only condition of a permit.
inline PolicySet with_condition(std::string_view text) {
  return must(
      parse_policies("permit (principal, action, resource) when { " + std::string(text) + " };"));
}

// What the text evaluates to, printed; or the reason why it does not.
inline std::string evaluated(std::string_view text) {
  const auto policies = with_condition(text);
  const auto entities = world();
  Arena scratch;
  const Request request{alice, view, photo, {}};
  Evaluator evaluator(request, entities, scratch);
  const auto value = evaluator.evaluate(*policies.policies()[0].conditions[0].body);
  return value ? print(*value) : std::string(describe(value.error().code));
}

inline bool parses(std::string_view expression) {
  return bool(parse_policies("permit (principal, action, resource) when { " +
                             std::string(expression) + " };"));
}

} // namespace lv::cedar::test
