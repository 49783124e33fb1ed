#include "cli/table.hpp"

#include <algorithm>

namespace lv::cli {
namespace {

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80; // not a continuation byte
  }));
}

void put_padded(SecretText& line, std::string_view text, std::size_t width) {
  line += text;
  for (auto used = columns_of(text); used < width + 2; ++used) line += ' ';
}

} // namespace

Table::Table(std::initializer_list<const char*> titles) {
  std::vector<SecretText> row;
  for (const char* title : titles) row.emplace_back(title);
  rows_.push_back(std::move(row));
}

void Table::add(std::vector<SecretText> cells) {
  for (auto& text : cells) text = printable(text);
  cells.resize(rows_.front().size());
  rows_.push_back(std::move(cells));
}

void Table::print(Terminal& terminal) const {
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], columns_of(row[i]));
    }
  }
  const bool colour = terminal.colour(Stream::out);
  for (std::size_t number = 0; number < rows_.size(); ++number) {
    const auto& row = rows_[number];
    SecretText line;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) put_padded(line, row[i], widths[i]);
    line += row.back();
    if (number == 0 && colour) line = "\033[1m" + line + "\033[0m";
    terminal.out_line(line);
  }
}

void print_pairs(Terminal& terminal, const std::vector<std::pair<std::string, SecretText>>& pairs) {
  std::size_t width = 0;
  for (const auto& [name, value] : pairs) width = std::max(width, columns_of(name));
  for (const auto& [name, value] : pairs) {
    SecretText line;
    put_padded(line, name, width);
    line += printable(value);
    terminal.out_line(line);
  }
}

SecretText cell_of(const JsonValue& value) {
  if (const auto* text = value.as_string()) return *text;
  if (const auto* number = value.as_int()) return SecretText(std::to_string(*number));
  if (const auto* flag = value.as_bool()) return SecretText(*flag ? "yes" : "no");
  if (const auto* list = value.as_array()) {
    SecretText joined;
    for (const auto& item : *list) {
      if (!joined.empty()) joined += ", ";
      joined += cell_of(item);
    }
    return joined.empty() ? SecretText("-") : joined;
  }
  return SecretText("-");
}

SecretText cell(const JsonValue& json, std::string_view member) {
  const auto* value = json.find(member);
  return value == nullptr ? SecretText("-") : cell_of(*value);
}

const JsonArray& list_of(const JsonValue& json, std::string_view member) {
  static const JsonArray none;
  const auto* value = json.find(member);
  const auto* list = value == nullptr ? nullptr : value->as_array();
  return list == nullptr ? none : *list;
}

const JsonArray& data_of(const JsonValue& json) { return list_of(json, "data"); }

void tell_next_page(Terminal& terminal, const JsonValue& page) {
  const auto next = cell(page, "next_cursor");
  if (next != "-") terminal.err_line("There are more: --cursor " + std::string(printable(next)));
}

void print_json(Terminal& terminal, std::string_view body) { terminal.out_line(body); }

} // namespace lv::cli
