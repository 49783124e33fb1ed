#include "api/csv_writer.hpp"

namespace lv::api {
namespace {

bool may_be_formula(std::string_view cell) {
  if (!cell.empty() && (cell.front() == '\t' || cell.front() == '\r')) return true;
  const auto first = cell.find_first_not_of(" \t\r\n\"");
  return first != std::string_view::npos &&
         std::string_view("=+-@").find(cell[first]) != std::string_view::npos;
}

} // namespace

void append_csv_cell(SecretText& record, std::string_view cell) {
  if (!record.empty() && record.back() != '\n') record.push_back(',');
  const bool quote = cell.find_first_of("\",\r\n") != std::string_view::npos;
  if (quote) record.push_back('"');
  if (may_be_formula(cell)) record.push_back('\'');
  for (const char c : cell) {
    if (c == '"') record.push_back('"');
    record.push_back(c);
  }
  if (quote) record.push_back('"');
}

void end_csv_record(SecretText& record) { record.append("\r\n"); }

} // namespace lv::api
