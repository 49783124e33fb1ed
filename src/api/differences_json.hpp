// Differences as JSON, with the names of principals and of the catalogue.
#pragma once

#include "api/differences.hpp"

namespace lv::api {

// An array: fields, then calls.
void write_changes(const Call& call, const Differences& found, JsonWriter& json);

} // namespace lv::api
