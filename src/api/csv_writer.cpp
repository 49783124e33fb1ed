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
  const bool neutralise = may_be_formula(cell);
  // Every cell is quoted: an empty first cell could not be told from no cell otherwise.
  record.push_back('"');
  if (neutralise) record.push_back('\'');
  for (const char c : cell) {
    if (c == '"') record.push_back('"');
    record.push_back(c);
  }
  record.push_back('"');
}

void end_csv_record(SecretText& record) { record.append("\r\n"); }

} // namespace lv::api
