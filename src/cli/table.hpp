// Table: rows for people, aligned. Cells wipe themselves; control characters are taken out.
#pragma once

#include "leadvault/cli/terminal.hpp"

#include <initializer_list>
#include <vector>

namespace lv::cli {

class Table {
public:
  explicit Table(std::initializer_list<const char*> titles);
  void add(std::vector<SecretText> cells);
  std::size_t size() const { return rows_.size() - 1; }
  void print(Terminal& terminal) const; // on out; the titles in bold where colour is

private:
  std::vector<std::vector<SecretText>> rows_; // the titles first
};

// Name and value per line.
void print_pairs(Terminal& terminal, const std::vector<std::pair<std::string, SecretText>>& pairs);

// A member as a cell: text as it is, numbers in digits, arrays joined with ", ", absent and
// null as "-".
SecretText cell(const JsonValue& json, std::string_view member);
SecretText cell_of(const JsonValue& value);

// The items of a member; empty when it is not an array.
const JsonArray& list_of(const JsonValue& json, std::string_view member);
// The items of {"data": [...]}; empty when it is not that.
const JsonArray& data_of(const JsonValue& json);

// Says on err which --cursor gives the next page, when there is one: a cap is never silent.
void tell_next_page(Terminal& terminal, const JsonValue& page);

// The answer's JSON as it came, on out, with a line end.
void print_json(Terminal& terminal, std::string_view body);

} // namespace lv::cli
