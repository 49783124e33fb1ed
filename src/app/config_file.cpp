#include "app/config_file.hpp"

#include "leadvault/base/toml.hpp"

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

std::optional<std::string> text_of(const TomlValue& value) {
  if (const auto* text = std::get_if<std::string>(&value.data)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&value.data)) return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&value.data)) return std::string(*flag ? "yes" : "no");
  const auto* list = std::get_if<TomlArray>(&value.data);
  if (list == nullptr) return std::nullopt;
  std::string joined;
  for (const auto& one : *list) {
    const auto* text = std::get_if<std::string>(&one.data);
    if (text == nullptr) return std::nullopt;
    joined += (joined.empty() ? "" : ",") + *text;
  }
  return joined;
}

} // namespace

void read_config_file(const std::filesystem::path& file,
                      std::map<std::string, Value, std::less<>>& values, Violations& violations) {
  const auto table = read_toml(file.string(), violations);
  if (!table) return;
  for (const auto& [name, node] : *table) {
    const auto where = file.string() + ":" + std::to_string(node.line);
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
