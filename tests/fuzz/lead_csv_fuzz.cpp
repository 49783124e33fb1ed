// Any bytes as a CSV file: the rows are the same whether it comes whole or byte by byte.
#include "leadvault/lead/csv.hpp"

#include <cstdlib>

namespace {

struct Outcome {
  std::vector<std::vector<std::string>> rows;
  bool refused = false;
  bool operator==(const Outcome&) const = default;
};

void take(lv::lead::CsvReader& reader, Outcome& out) {
  while (!out.refused) {
    const auto row = reader.next();
    out.refused = !row;
    if (!row || !*row) return;
    auto& cells = out.rows.emplace_back();
    for (const auto& cell : **row) cells.emplace_back(cell.begin(), cell.end());
  }
}

Outcome read(std::string_view text, std::size_t piece) {
  lv::lead::CsvReader reader;
  Outcome out;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    reader.push(text.substr(at, piece));
    take(reader, out);
  }
  reader.finish();
  take(reader, out);
  return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (read(text, text.size() + 1) != read(text, 1)) std::abort();
  return 0;
}
