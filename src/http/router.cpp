#include "leadvault/http/router.hpp"

namespace lv::http {

namespace {

// The first segment of a path without its leading slash; `rest` keeps what follows, from its '/'.
std::string_view next_segment(std::string_view& rest) {
  rest.remove_prefix(1);
  const auto end = rest.find('/');
  const auto segment = rest.substr(0, end);
  rest = end == rest.npos ? std::string_view() : rest.substr(end);
  return segment;
}

// The name in "{name}"; empty: the segment stands for itself.
std::string_view parameter_name(std::string_view segment) {
  const bool is_parameter = segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
  return is_parameter ? segment.substr(1, segment.size() - 2) : std::string_view();
}

} // namespace

std::string_view PathParameters::get(std::string_view name) const {
  auto names = pattern;
  for (auto values = path; !names.empty() && !values.empty();) {
    const auto wanted = parameter_name(next_segment(names));
    const auto value = next_segment(values);
    if (!wanted.empty() && wanted == name) return value;
  }
  return {};
}

bool match_pattern(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && !path.empty()) {
    const auto wanted = next_segment(pattern);
    const auto given = next_segment(path);
    const bool fits = parameter_name(wanted).empty() ? wanted == given : !given.empty();
    if (!fits) return false;
  }
  return pattern.empty() && path.empty();
}

void add_allowed(std::string& allow, Verb verb) {
  const auto add = [&allow](std::string_view name) {
    for (std::string_view rest = allow; !rest.empty();) {
      const auto comma = rest.find(", ");
      if (rest.substr(0, comma) == name) return;
      rest = comma == rest.npos ? std::string_view() : rest.substr(comma + 2);
    }
    if (!allow.empty()) allow += ", ";
    allow += name;
  };
  add(verb_name(verb));
  if (verb == Verb::get) add(verb_name(Verb::head));
}

} // namespace lv::http
