// The answer to a recorded consent event.
#pragma once

#include "api/call.hpp"

namespace lv::api {

http::Response consent_response(const Call& call, int status, lead::PurposeId purpose,
                                const vault::ConsentRecorded& recorded);

} // namespace lv::api
