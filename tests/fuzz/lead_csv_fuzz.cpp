// Any bytes as a CSV file: the rows are the same whether it comes whole or byte by byte.
#include "fuzz.hpp"

#include "leadvault/lead/csv.hpp"

using namespace lv;
using namespace lv::lead;
using lv::fuzz::demand;

namespace {

struct Outcome {
  std::vector<CsvRow> rows;
  bool refused = false;
  bool operator==(const Outcome&) const = default;
};

void take(CsvReader& reader, Outcome& out) {
  while (!out.refused) {
    auto row = reader.next();
    out.refused = !row;
    if (!row || !*row) return;
    out.rows.push_back(std::move(**row));
  }
}

Outcome read(std::string_view text, std::size_t piece) {
  CsvReader reader;
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
  demand(read(text, size + 1) == read(text, 1), "a file has the same rows in whatever pieces");
  return 0;
}
