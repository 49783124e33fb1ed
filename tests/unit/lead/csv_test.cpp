#include "support/catch.hpp"

#include "leadvault/lead/csv.hpp"

using namespace lv;
using namespace lv::lead;

namespace {

using Rows = std::vector<std::vector<std::string>>;

// Reads `text` in pieces of `piece` bytes; a failure becomes the last row {"!", row number}.
Rows read(std::string_view text, std::size_t piece) {
  CsvReader reader;
  Rows rows;
  for (std::size_t at = 0;;) {
    auto row = reader.next();
    if (!row) {
      rows.push_back({"!", std::to_string(reader.row_number())});
      return rows;
    }
    if (*row) {
      std::vector<std::string> cells;
      for (const auto& cell : **row) cells.emplace_back(cell);
      rows.push_back(std::move(cells));
    } else if (at < text.size()) {
      reader.push(text.substr(at, piece));
      at += piece;
    } else if (at != std::string_view::npos) {
      reader.finish();
      row = reader.next();
      if (!row) {
        rows.push_back({"!", std::to_string(reader.row_number())});
      } else if (*row) {
        std::vector<std::string> cells;
        for (const auto& cell : **row) cells.emplace_back(cell);
        rows.push_back(std::move(cells));
      }
      return rows;
    }
  }
}

} // namespace

TEST_CASE("rows are the same however the bytes are cut", "[lead]") {
  const std::string_view text = "\xef\xbb\xbf"
                                "a,b\r\n\"x\r\ny\",\"q\"\"q\"\n\n\"\",\r\nlast,\xc3\xa9";
  const Rows expected{{"a", "b"}, {"x\r\ny", "q\"q"}, {"", ""}, {"last", "\xc3\xa9"}};
  for (std::size_t piece = 1; piece <= text.size(); ++piece) CHECK(read(text, piece) == expected);
}

TEST_CASE("malformed CSV is an error that tells its row", "[lead]") {
  CHECK(read("a,b\nc,\"d", 3) == Rows{{"a", "b"}, {"!", "2"}});
  CHECK(read("a\"b\n", 3) == Rows{{"!", "1"}});
  CHECK(read("a\n\"b\"c\n", 3) == Rows{{"a"}, {"!", "2"}});
  CHECK(read("a\rb\n", 3) == Rows{{"!", "1"}});
  CHECK(read("", 1).empty());
  CHECK(read("\n\r\n\n", 1).empty());
}

TEST_CASE("fields and rows are bounded", "[lead]") {
  const std::string fits(limits::field_value_bytes_max, 'x');
  CHECK(read(fits + "\n", 4096) == Rows{{fits}});
  CHECK(read(fits + "x\n", 4096) == Rows{{"!", "1"}});
  CHECK(read(std::string(csv_fields_max - 1, ',') + "\n", 99).size() == 1);
  CHECK(read(std::string(csv_fields_max, ',') + "\n", 99) == Rows{{"!", "1"}});
}
