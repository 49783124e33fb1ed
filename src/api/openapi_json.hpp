// openapi.yaml as JSON, made at build time by src/cmake/openapi_json.py.
#pragma once

#include <string_view>

namespace lv::api {

std::string_view openapi_json();

} // namespace lv::api
