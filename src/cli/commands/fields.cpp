#include "cli/commands/fields.hpp"

namespace lv::cli {

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> items;
  if (text.empty()) return items;
  std::size_t at = 0;
  while (true) {
    const auto comma = text.find(',', at);
    items.push_back(text.substr(at, comma - at));
    if (comma == std::string::npos) return items;
    at = comma + 1;
  }
}

Outcome<std::vector<std::string>> fields_asked(const Parsed& given) {
  constexpr std::string_view mask = ".mask";
  const bool plain = given.has("--plain");
  if (plain && !given.has("--purpose")) {
    return Failure(ExitCode::usage, "--plain needs --purpose on the command line");
  }
  auto fields = split_list(given.get("--fields"));
  for (auto& field : fields) {
    if (field.empty()) return Failure(ExitCode::usage, "--fields has an empty name");
    if (!plain && !field.ends_with(mask)) field += mask;
  }
  return fields;
}

} // namespace lv::cli
