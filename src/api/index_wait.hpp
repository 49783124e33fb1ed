// Waiting for the audit index, which follows the log: whoever asks sees at least everything that
// was in the log when they asked, their own last request included.
#pragma once

#include "leadvault/api/api.hpp"

namespace lv::api {

Task<void> catch_up(const ApiParts& parts); // unavailable after 5 s

} // namespace lv::api
