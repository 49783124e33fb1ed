#include "leadvault/http/request.hpp"

#include <array>

namespace lv::http {

namespace {
constexpr std::array<std::string_view, 7> verb_names = {"GET",   "HEAD",   "POST",   "PUT",
                                                        "PATCH", "DELETE", "OPTIONS"};
}

std::string_view verb_name(Verb verb) { return verb_names[static_cast<std::size_t>(verb)]; }

std::optional<Verb> parse_verb(std::string_view method) {
  for (std::size_t i = 0; i < verb_names.size(); ++i) {
    if (verb_names[i] == method) return static_cast<Verb>(i);
  }
  return std::nullopt;
}

std::optional<std::string_view> Request::header(std::string_view lower_case_name) const {
  for (const auto& header : headers) {
    if (header.name == lower_case_name) return std::string_view(header.value);
  }
  return std::nullopt;
}

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return std::string_view(value);
  }
  return std::nullopt;
}

} // namespace lv::http
