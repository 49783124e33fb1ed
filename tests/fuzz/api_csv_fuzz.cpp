// Any bytes as the cells of an export, a NUL byte between two: the file that is written has these
// cells and no others to a CSV reader, and none of them starts like a formula.
#include "api/csv_writer.hpp"
#include "fuzz.hpp"

#include "leadvault/lead/csv.hpp"

using namespace lv;
using lv::fuzz::demand;

namespace {

lead::CsvRow cells_of(std::string_view text) {
  lead::CsvRow cells{SecretText("lead")}; // as every record of an export begins
  while (cells.size() < lead::csv_fields_max) {
    const auto end = text.find('\0');
    cells.emplace_back(text.substr(0, end));
    if (end == text.npos) break;
    text.remove_prefix(end + 1);
  }
  return cells;
}

lead::CsvRow written_and_read(const lead::CsvRow& cells) {
  SecretText record;
  for (const auto& cell : cells) api::append_csv_cell(record, cell);
  api::end_csv_record(record);
  lead::CsvReader reader;
  reader.push(record);
  reader.finish();
  const auto row = reader.next();
  demand(row && *row, "a record that is written is read");
  const auto more = reader.next();
  demand(more && !*more, "a record that is written is one record");
  return **row;
}

// As a spreadsheet looks at it: white space and quotes before a formula do not save anybody.
bool starts_like_formula(std::string_view cell) {
  if (cell.starts_with('\t') || cell.starts_with('\r')) return true;
  const auto first = cell.find_first_not_of(" \t\r\n\"");
  return first != cell.npos && std::string_view("=+-@").find(cell[first]) != std::string_view::npos;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto cells = cells_of({reinterpret_cast<const char*>(data), size});
  const auto read = written_and_read(cells);
  demand(read.size() == cells.size(), "a record has its cells");
  for (std::size_t i = 0; i < cells.size(); ++i) {
    demand(!starts_like_formula(read[i]), "no exported cell starts like a formula");
    const bool defused = starts_like_formula(cells[i]);
    demand(read[i] == (defused ? "'" + cells[i] : cells[i]), "a cell is what it was");
  }
  return 0;
}
