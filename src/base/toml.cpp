#include "leadvault/base/toml.hpp"

#include "base/toml_text.hpp"

// Some assertions of toml++ 3.3 fail on malformed text that its code behind them then refuses. They
// are left out here; with NDEBUG they would be promises to the compiler, which is worse.
#undef NDEBUG
#define TOML_ASSERT(expression) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace lv {

TomlValue::TomlValue() = default;
TomlValue::~TomlValue() = default;
TomlValue::TomlValue(const TomlValue&) = default;
TomlValue::TomlValue(TomlValue&&) noexcept = default;
TomlValue& TomlValue::operator=(const TomlValue&) = default;
TomlValue& TomlValue::operator=(TomlValue&&) noexcept = default;

namespace {

constexpr std::size_t depth_max = 8;

std::size_t line_of(const toml::node& node) { return node.source().begin.line; }

std::optional<TomlTable> convert(const toml::table& table, std::size_t depth);

std::optional<TomlValue> convert(const toml::node& node, std::size_t depth) {
  TomlValue out;
  out.line = line_of(node);
  if (depth > depth_max) return std::nullopt;
  if (const auto* number = node.as_integer()) {
    out.data = number->get();
  } else if (const auto* truth = node.as_boolean()) {
    out.data = truth->get();
  } else if (const auto* text = node.as_string()) {
    out.data = text->get();
  } else if (const auto* table = node.as_table()) {
    auto inner = convert(*table, depth + 1);
    if (!inner) return std::nullopt;
    out.data = std::move(*inner);
  } else if (const auto* array = node.as_array()) {
    TomlArray items;
    for (const auto& item : *array) {
      auto inner = convert(item, depth + 1);
      if (!inner) return std::nullopt;
      items.push_back(std::move(*inner));
    }
    out.data = std::move(items);
  } else {
    return std::nullopt;
  }
  return out;
}

std::optional<TomlTable> convert(const toml::table& table, std::size_t depth) {
  TomlTable out;
  for (const auto& [key, node] : table) {
    auto value = convert(node, depth);
    if (!value) return std::nullopt;
    out.emplace_back(std::string(key.str()), std::move(*value));
  }
  return out;
}

std::optional<std::string> read_file(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) return std::nullopt;
  return text;
}

} // namespace

std::optional<TomlTable> read_toml(const std::string& path, Violations& findings) {
  const auto file = path.substr(path.rfind('/') + 1);
  const auto text = read_file(path);
  if (!text) {
    findings.push_back({file, "no-such-file", "the file cannot be read"});
    return std::nullopt;
  }
  const auto ascii = ascii_toml(*text);
  if (!ascii.text) {
    findings.push_back({file + ":" + std::to_string(ascii.odd_line), "toml-syntax",
                        "outside strings only printable ASCII is taken; a string ends on its line "
                        "and has no triple quotes"});
    return std::nullopt;
  }
  const auto parsed = toml::parse(*ascii.text, path);
  if (!parsed) {
    const auto& error = parsed.error();
    findings.push_back({file + ":" + std::to_string(error.source().begin.line), "toml-syntax",
                        std::string(error.description())});
    return std::nullopt;
  }
  auto table = convert(parsed.table(), 0);
  if (!table) {
    findings.push_back({file, "toml-type",
                        "only strings, integers, booleans, arrays and tables "
                        "are used in these files"});
  }
  return table;
}

const TomlValue* TomlReader::take(const char* name) {
  taken_.emplace_back(name);
  const auto at = std::find_if(table_.begin(), table_.end(),
                               [&](const auto& member) { return member.first == name; });
  return at != table_.end() ? &at->second : nullptr;
}

void TomlReader::note(const char* rule, std::string detail) {
  findings_.push_back({file_ + ":" + std::to_string(line_), rule, std::move(detail)});
}

std::string TomlReader::text(const char* name) {
  const auto* value = take(name);
  const auto* text = value != nullptr ? std::get_if<std::string>(&value->data) : nullptr;
  if (text == nullptr || text->empty()) {
    note("missing-member", std::string("a text named \"") + name + "\" is required");
    return {};
  }
  return *text;
}

std::string TomlReader::text_or(const char* name, const char* otherwise) {
  const auto* value = take(name);
  if (value == nullptr) return otherwise;
  if (const auto* text = std::get_if<std::string>(&value->data)) return *text;
  note("wrong-type", std::string("\"") + name + "\" must be a text");
  return otherwise;
}

std::int64_t TomlReader::number(const char* name, std::int64_t least, std::int64_t most) {
  const auto* value = take(name);
  const auto* number = value != nullptr ? std::get_if<std::int64_t>(&value->data) : nullptr;
  if (number != nullptr && *number >= least && *number <= most) return *number;
  note("number-range", std::string("\"") + name + "\" must be a number from " +
                           std::to_string(least) + " to " + std::to_string(most));
  return least;
}

std::int64_t TomlReader::number_or(const char* name, std::int64_t least, std::int64_t most,
                                   std::int64_t otherwise) {
  const bool present = std::any_of(table_.begin(), table_.end(),
                                   [&](const auto& member) { return member.first == name; });
  return present ? number(name, least, most) : otherwise;
}

std::vector<std::string> TomlReader::texts(const char* name) {
  std::vector<std::string> out;
  const auto* value = take(name);
  if (value == nullptr) return out;
  const auto* array = std::get_if<TomlArray>(&value->data);
  if (array == nullptr) note("wrong-type", std::string("\"") + name + "\" must be a list of texts");
  for (const auto& item : array != nullptr ? *array : TomlArray()) {
    const auto* text = std::get_if<std::string>(&item.data);
    if (text == nullptr) note("wrong-type", std::string("\"") + name + "\" must hold texts only");
    if (text != nullptr) out.push_back(*text);
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> TomlReader::pairs(const char* name) {
  std::vector<std::pair<std::string, std::string>> out;
  const auto* value = take(name);
  if (value == nullptr) return out;
  const auto* table = std::get_if<TomlTable>(&value->data);
  if (table == nullptr) note("wrong-type", std::string("\"") + name + "\" must be a table");
  for (const auto& [key, item] : table != nullptr ? *table : TomlTable()) {
    const auto* text = std::get_if<std::string>(&item.data);
    if (text == nullptr) note("wrong-type", std::string("\"") + name + "\" must hold texts only");
    if (text != nullptr) out.emplace_back(key, *text);
  }
  return out;
}

std::vector<TomlReader> TomlReader::tables(const char* name) {
  std::vector<TomlReader> out;
  const auto* value = take(name);
  if (value == nullptr) return out;
  const auto* array = std::get_if<TomlArray>(&value->data);
  if (array == nullptr) {
    note("wrong-type", std::string("\"") + name + "\" must be tables in double brackets");
    return out;
  }
  for (const auto& item : *array) {
    if (const auto* table = std::get_if<TomlTable>(&item.data)) {
      out.emplace_back(file_, item.line, *table, findings_);
    } else {
      note("wrong-type", std::string("\"") + name + "\" must hold tables only");
    }
  }
  return out;
}

void TomlReader::finish() {
  for (const auto& [key, value] : table_) {
    if (std::find(taken_.begin(), taken_.end(), key) != taken_.end()) continue;
    findings_.push_back({file_ + ":" + std::to_string(value.line), "unknown-member",
                         "this build knows no member \"" + key + "\" here"});
  }
}

} // namespace lv
