// Rows of a file to import, one after the other, each ready to send or already refused.
#pragma once

#include "cli/files.hpp"

#include "leadvault/cli/client.hpp"
#include "leadvault/lead/mapping.hpp"

#include <deque>

namespace lv::cli {

struct ReadyRow {
  std::size_t number = 0; // data rows from 1
  std::string key;        // unique in the import
  SecretText json;        // {"key":...,"lead":{...}}
  std::vector<std::string> warnings;
};

struct RefusedRow {
  std::size_t number = 0;
  Violations violations;
};

using SourceRow = std::variant<ReadyRow, RefusedRow>;

class RowSource {
public:
  virtual ~RowSource() = default;
  virtual Outcome<std::optional<SourceRow>> next() = 0; // nothing at the end
  virtual std::uint64_t read_bytes() const = 0;
  virtual std::uint64_t size_bytes() const = 0;
};

// A CSV file by a mapping, validated here. A header that does not fit is a failure.
Outcome<std::unique_ptr<RowSource>> open_csv_rows(const std::filesystem::path& file,
                                                  lead::Mapping mapping,
                                                  std::shared_ptr<const lead::Catalogue> catalogue);

// A file with one JSON document a line: a lead as for `lead create`, or {"key":...,"lead":...}.
Outcome<std::unique_ptr<RowSource>> open_ndjson_rows(const std::filesystem::path& file);

} // namespace lv::cli
