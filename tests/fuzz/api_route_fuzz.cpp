// Any bytes as a request target. One that decodes has one canonical form, which decodes to itself;
// its path has the segments that a proxy saw; and the route it finds, with its parameters put back,
// is that path again, so the router and the policy name the same resource.
#include "api/routes.hpp"
#include "fuzz.hpp"

#include <set>

using namespace lv;
using namespace lv::http;
using lv::fuzz::demand;

namespace {

std::string encoded(std::string_view text, std::string_view plain) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || plain.find(c) != plain.npos) {
      out += c;
    } else {
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return out;
}

std::string canonical(const Target& target) {
  std::string out = encoded(target.path, "/-._~");
  char before = '?';
  for (const auto& [name, value] : target.query) {
    out += before + encoded(name, "-._~") + '=' + encoded(value, "-._~");
    before = '&';
  }
  return out;
}

void check_canonical(const Target& target) {
  const auto text = canonical(target);
  const auto again = decode_target(text);
  demand(again && again->path == target.path && again->query == target.query,
         "the canonical form of a target decodes to the same target");
  demand(canonical(*again) == text, "a canonical form is its own");
}

void check_shape(std::string_view raw, const Target& target) {
  const auto path = raw.substr(0, raw.find('?'));
  demand(std::count(path.begin(), path.end(), '/') ==
             std::count(target.path.begin(), target.path.end(), '/'),
         "decoding gives a path no other segments");
  demand(target.path.find("//") == std::string::npos &&
             target.path.find("/../") == std::string::npos,
         "a path says where it leads");
  for (const char c : target.path) demand(c >= ' ' && c <= '~', "a path is printable ASCII");
  std::set<std::string> names;
  for (const auto& [name, value] : target.query)
    demand(names.insert(name).second, "a parameter has one value");
}

std::string put_back(std::string_view pattern, const PathParameters& parameters) {
  std::string out(pattern);
  for (auto begin = out.find('{'); begin != out.npos; begin = out.find('{')) {
    const auto hole = out.substr(begin, out.find('}') + 1 - begin);
    const auto value = parameters.get(std::string_view(hole).substr(1, hole.size() - 2));
    demand(!value.empty() && value.find('/') == value.npos, "a parameter is one segment");
    out.replace(begin, hole.size(), value);
  }
  return out;
}

void check_routes(const Target& target) {
  static const api::RouteTable table;
  constexpr Verb verbs[] = {Verb::get, Verb::head, Verb::post, Verb::put, Verb::patch, Verb::del};
  for (const Verb verb : verbs) {
    const auto found = table.match(verb, target.path);
    const auto* match = std::get_if<Matched<api::Endpoint>>(&found);
    if (match == nullptr) continue;
    demand(match->route->verb == (verb == Verb::head ? Verb::get : verb), "a route has its verb");
    // Braces in a value could be taken for a hole; ids have none.
    if (target.path.find('{') != std::string::npos) continue;
    demand(put_back(match->route->pattern, match->parameters) == target.path,
           "a route with its parameters is the path");
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view raw(reinterpret_cast<const char*>(data), size);
  const auto target = decode_target(raw);
  if (!target) return 0;
  check_shape(raw, *target);
  check_canonical(*target);
  check_routes(*target);
  return 0;
}
