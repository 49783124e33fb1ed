// The table of routes: what each takes, what it is called in openapi.yaml, which action it needs
// and who decides that. Everything that routes have in common is stated here, checked in api.cpp.
#pragma once

#include "api/call.hpp"

#include "leadvault/http/router.hpp"

namespace lv::api {

std::vector<http::Route<Endpoint>> make_routes();

class RouteTable : public http::Router<Endpoint> {
public:
  RouteTable() : http::Router<Endpoint>(make_routes()) {}
};

} // namespace lv::api
