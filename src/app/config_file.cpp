#include "app/config_file.hpp"

#include <toml++/toml.h>

#include <algorithm>

namespace lv::app {
namespace {

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      const std::size_t changed = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above + 1, row[j - 1] + 1, changed});
      corner = above;
    }
  }
  return row[b.size()];
}

std::string nearest(std::string_view name) {
  const auto& table = settings();
  const auto best =
      std::min_element(table.begin(), table.end(), [name](const auto& a, const auto& b) {
        return distance(name, a.name) < distance(name, b.name);
      });
  return best->name;
}

std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* flag = node.as_boolean()) return std::string(flag->get() ? "yes" : "no");
  if (const auto* list = node.as_array()) {
    std::string joined;
    for (const auto& one : *list) {
      const auto* text = one.as_string();
      if (text == nullptr) return std::nullopt;
      joined += (joined.empty() ? "" : ",") + text->get();
    }
    return joined;
  }
  return std::nullopt;
}

} // namespace

void read_config_file(const std::filesystem::path& file,
                      std::map<std::string, Value, std::less<>>& values, Violations& violations) {
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    violations.push_back({file.string() + ":" + std::to_string(error.source().begin.line),
                          "toml-syntax", "the file cannot be read as TOML"});
    return;
  }
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    const auto where = file.string() + ":" + std::to_string(key.source().begin.line);
    const auto known = values.find(name);
    const auto text = text_of(node);
    if (known == values.end()) {
      violations.push_back({where, "unknown-setting", "did you mean " + nearest(name) + "?"});
    } else if (!text) {
      violations.push_back({where, "setting-type", "a text, a number, yes/no or a list of texts"});
    } else {
      known->second = {*text, "file " + where};
    }
  }
}

} // namespace lv::app
