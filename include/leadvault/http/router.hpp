// Router: a readable table of routes and a matcher over it. T is whatever the owner of the table
// wants to find (a handler, an action). Immutable after construction, so any thread may match.
// Never decodes: it is given the path the guard has decoded.
#pragma once

#include "leadvault/http/request.hpp"

#include <variant>

namespace lv::http {

template <class T>
struct Route {
  Verb verb;
  std::string_view pattern; // "/v1/leads/{id}/consents/{purpose}/withdraw", static text
  T target;
};

// What stands in a path for the {names} of its pattern; looked up, for few are asked for.
struct PathParameters {
  std::string_view pattern;
  std::string_view path; // that was matched, and outlives this

  std::string_view get(std::string_view name) const; // empty: the pattern has no such name
};

template <class T>
struct Matched {
  const Route<T>* route;
  PathParameters parameters;
};
struct NoRoute {};
struct WrongMethod {
  std::string allow; // value for the Allow header: "GET, HEAD, PATCH"
};

// True when path has the pattern's segments; {names} match one segment that is not empty.
bool match_pattern(std::string_view pattern, std::string_view path);
// Adds a verb to an Allow value once; GET brings HEAD along.
void add_allowed(std::string& allow, Verb verb);

template <class T>
class Router {
public:
  explicit Router(std::vector<Route<T>> routes) : routes_(std::move(routes)) {}

  using Match = std::variant<Matched<T>, NoRoute, WrongMethod>;

  // HEAD finds the GET route: the session sends its answer without the body.
  Match match(Verb verb, std::string_view path) const {
    const Verb wanted = verb == Verb::head ? Verb::get : verb;
    for (const auto& route : routes_) {
      if (route.verb == wanted && match_pattern(route.pattern, path))
        return Matched<T>{&route, {route.pattern, path}};
    }
    WrongMethod wrong;
    for (const auto& route : routes_) {
      if (match_pattern(route.pattern, path)) add_allowed(wrong.allow, route.verb);
    }
    if (wrong.allow.empty()) return NoRoute{};
    return wrong;
  }

  const std::vector<Route<T>>& routes() const { return routes_; }

private:
  std::vector<Route<T>> routes_;
};

} // namespace lv::http
