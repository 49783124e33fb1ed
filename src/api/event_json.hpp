// An entry of the audit log as JSON, with the names that catalogue and policies in force have for
// its numbers, and the directory for its principal.
#pragma once

#include "leadvault/audit/index.hpp"
#include "leadvault/base/json.hpp"
#include "leadvault/policy/policies.hpp"
#include "leadvault/vault/directory.hpp"

namespace lv::api {

void write_event(const policy::Policies& in_force, const vault::Directory& directory,
                 const audit::IndexedEntry& event, JsonWriter& json);

} // namespace lv::api
