// What the import endpoints share.
#pragma once

#include "api/call.hpp"

namespace lv::api {

// The caller's own import named in the path.
Result<workflow::ImportJob> import_of(const Call& call);
void write_import(const workflow::ImportJob& job, JsonWriter& json);

} // namespace lv::api
