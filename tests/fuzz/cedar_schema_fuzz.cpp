// Any bytes as a schema in either format: refused with a reason, or read as types that a policy can
// be validated against.
#include "fuzz.hpp"

#include "leadvault/cedar/validate.hpp"

using namespace lv::cedar;
using lv::fuzz::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const auto policies =
      parse_policies("permit (principal is User, action == Action::\"view\", resource) "
                     "when { principal has name && principal.name like \"A*\" };");
  for (const auto read : {parse_schema, parse_schema_json}) {
    const auto schema = read(text);
    if (!schema) {
      demand(!schema.error().empty(), "a refusal says why");
      continue;
    }
    for (const auto* type : schema->entity_types())
      demand(schema->entity_type(type->name) == type, "each type is found by its name");
    (void)validate(*policies, *schema);
  }
  return 0;
}
