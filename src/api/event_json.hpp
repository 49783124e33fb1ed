// An entry of the audit log as JSON, with the catalogue's names for its numbers and the directory's
// for its principal.
#pragma once

#include "leadvault/audit/index.hpp"
#include "leadvault/base/json.hpp"
#include "leadvault/lead/catalogue.hpp"
#include "leadvault/vault/directory.hpp"

namespace lv::api {

void write_event(const lead::Catalogue& catalogue, const vault::Directory& directory,
                 const audit::IndexedEntry& event, JsonWriter& json);

} // namespace lv::api
