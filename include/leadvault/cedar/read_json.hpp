// Reading entities and contexts from Cedar's JSON. With a schema, attributes may be written in the
// implicit forms (a text where an address is expected, {type, id} where an entity is), actions of
// the schema are added, and what does not conform is refused. Source: docs.cedarpolicy.com,
// "Entities and context syntax".
#pragma once

#include "leadvault/cedar/entities.hpp"
#include "leadvault/cedar/evaluate.hpp"
#include "leadvault/cedar/schema.hpp"

namespace lv::cedar {

Checked<Entities> read_entities(std::string_view json, const Schema* schema = nullptr);

// A record. With a schema, as the context of `action`.
Checked<Record> read_context(std::string_view json, Arena& arena);
Checked<Record> read_context(std::string_view json, Arena& arena, const Schema& schema,
                             const EntityUid& action);

// `Type::"id"`, as in a policy.
Checked<EntityUid> read_uid(std::string_view text, Arena& arena);

} // namespace lv::cedar
