// The problem document of an error that a call, or an item of it, ended with. A fault of the vault
// goes to the vault's own log with its cause; the caller hears that there was one.
#pragma once

#include "api/call.hpp"

namespace lv::api {

http::Response problem_of(const Call& call, const Error& error, const Violations& violations = {});

} // namespace lv::api
