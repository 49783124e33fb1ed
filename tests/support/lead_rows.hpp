// Reading a CSV file through a mapping, as an import does.
#pragma once

#include "support/catch.hpp"

#include "leadvault/lead/catalogue_load.hpp"
#include "leadvault/lead/mapping.hpp"

#include <fstream>
#include <sstream>

namespace lv::test {

inline std::string file_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

inline std::shared_ptr<const lead::Catalogue> shipped_catalogue() {
  Violations findings;
  auto catalogue = lead::load_catalogue(std::string(LV_SOURCE_DIR) + "/policies", findings);
  REQUIRE(catalogue);
  return *catalogue;
}

inline lead::Mapping shipped_mapping(const std::string& name) {
  Violations findings;
  auto mapping =
      lead::load_mapping(std::string(LV_SOURCE_DIR) + "/policies/mappings/" + name + ".toml",
                         shipped_catalogue(), findings);
  for (const auto& one : findings)
    UNSCOPED_INFO(one.pointer << " " << one.rule << " " << one.detail);
  REQUIRE(mapping);
  return *mapping;
}

struct MappedFile {
  std::vector<lead::MappedRow> rows;
  Violations violations;
};

inline MappedFile map_text(lead::Mapping mapping, const std::string& text) {
  lead::CsvReader reader;
  reader.push(text);
  reader.finish();
  MappedFile out;
  auto header = reader.next();
  REQUIRE(header);
  REQUIRE(*header);
  REQUIRE(mapping.bind(**header, out.violations));
  for (;;) {
    auto row = reader.next();
    REQUIRE(row);
    if (!*row) return out;
    auto mapped = mapping.apply(**row, reader.row_number() - 1);
    if (auto* one = std::get_if<lead::MappedRow>(&mapped)) {
      out.rows.push_back(std::move(*one));
    } else {
      for (auto& violation : std::get<Violations>(mapped)) out.violations.push_back(violation);
    }
  }
}

inline std::string value(const lead::MappedRow& row, std::uint16_t field) {
  for (const auto& one : row.lead.fields) {
    if (one.field.value == field) return std::string(one.text);
  }
  return {};
}

} // namespace lv::test
