// Any bytes as policies: refused at a place inside the text, or read as a set that prints to a text
// which is read as the same set, and that decides every request without a fault.
#include "fuzz.hpp"

#include "leadvault/cedar/authorize.hpp"
#include "leadvault/cedar/print.hpp"

using namespace lv::cedar;
using lv::fuzz::demand;

namespace {

Entities some_entities() {
  EntitiesBuilder builder;
  auto& arena = builder.arena();
  std::vector<Attribute> attributes = {{"name", Value(std::string_view("Ada"))},
                                       {"age", Value(std::int64_t{36})}};
  const EntityUid group{"Group", "sales"};
  Entity user{{"User", "alice"}, make_record(arena, attributes), {}, {}};
  user.ancestors = arena.keep(std::span<const EntityUid>(&group, 1));
  builder.add(user);
  return std::move(*std::move(builder).build());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto policies = parse_policies(text);
  if (!policies) {
    demand(!policies.error().empty(), "a refusal says why");
    demand(policies.error().front().where.begin <= size, "and where inside the text");
    return 0;
  }
  const auto once = print(*policies);
  const auto again = parse_policies(once);
  demand(again && print(*again) == once, "what is printed is read as the same policies");
  static const Entities entities = some_entities();
  const Request request{{"User", "alice"}, {"Action", "view"}, {"Photo", "vacation"}, {}};
  const auto decided = authorize(*policies, request, entities);
  const auto repeated = authorize(*again, request, entities);
  demand(decided.decision == repeated.decision, "and decides the same");
  demand(decided.errors.size() == repeated.errors.size(), "with the same errors");
  return 0;
}
