// Any bytes as entities and as a context: refused with a reason, or read as values that print to
// expressions; each entity is found by its uid and is not its own ancestor.
#include "fuzz.hpp"

#include "leadvault/cedar/print.hpp"
#include "leadvault/cedar/read_json.hpp"

using namespace lv::cedar;
using lv::fuzz::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Arena arena;
  if (const auto context = read_context(text, arena)) {
    demand(!print(Value(*context)).empty(), "a context prints");
  }
  const auto entities = read_entities(text);
  if (!entities) {
    demand(!entities.error().empty(), "a refusal says why");
    return 0;
  }
  for (const auto& uid : entities->uids()) {
    const auto* entity = entities->find(uid);
    demand(entity != nullptr, "each entity is found by its uid");
    demand(!entity->is_below(uid), "and is not its own ancestor");
    demand(!print(Value(entity->attributes)).empty(), "and its attributes print");
  }
  return 0;
}
