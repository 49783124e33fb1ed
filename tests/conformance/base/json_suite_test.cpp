// JSONTestSuite (nst/JSONTestSuite, MIT): what every JSON reader must accept and refuse.
#include "support/catch.hpp"

#include "leadvault/base/json.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

namespace fs = std::filesystem;

namespace {

// Valid JSON that our reader refuses on purpose.
const std::map<std::string, const char*> stricter{
    {"y_object_duplicated_key.json", "a name twice"},
    {"y_object_duplicated_key_and_value.json", "a name twice"},
    {"y_object_escaped_null_in_key.json", "U+0000"},
    {"y_string_null_escape.json", "U+0000"},
    // Beyond 2^53, where a double no longer holds every integer:
    {"y_number.json", "123e65"},
    {"y_number_real_exponent.json", "123e45"},
    {"y_number_real_capital_e.json", "1E22"},
    {"y_number_real_fraction_exponent.json", "123.456e78"},
    {"y_object_extreme_numbers.json", "1.0e+28"},
};

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The suite's folder, unpacked once into the build folder; empty when there is no test data.
fs::path suite() {
  const char* data = std::getenv("LEADVAULT_TESTDATA");
  if (data == nullptr) {
    std::cout << "SKIPPED JSONTestSuite: LEADVAULT_TESTDATA is not set\n";
    return {};
  }
  const fs::path target = fs::path(LV_BINARY_DIR) / "testdata" / "json_suite";
  fs::create_directories(target);
  const std::string command = "tar -xzf '" + std::string(data) +
                              "/badinput/json_csv_vcard_payloads.tar.gz' -C '" + target.string() +
                              "' json/JSONTestSuite";
  REQUIRE(std::system(command.c_str()) == 0);
  return target / "json" / "JSONTestSuite";
}

} // namespace

TEST_CASE("JSONTestSuite: valid texts are read, invalid ones refused", "[conformance]") {
  const fs::path folder = suite();
  if (folder.empty()) return;
  int accepted = 0;
  int refused = 0;
  int either = 0;
  std::size_t named = 0;
  for (const auto& entry : fs::directory_iterator(folder / "test_parsing")) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".json") continue;
    INFO(name);
    const bool read = lv::parse_json(content_of(entry.path())).has_value();
    if (name.starts_with("y_")) {
      const bool exempt = stricter.count(name) != 0;
      CHECK(read == !exempt);
      named += exempt ? 1 : 0;
      ++accepted;
    } else if (name.starts_with("n_")) {
      CHECK_FALSE(read);
      ++refused;
    } else {
      ++either; // both are right; what counts is that the reader came back
    }
  }
  CHECK(named == stricter.size());
  CHECK(accepted == 95);
  CHECK(refused == 188);
  CHECK(either == 35);
}

TEST_CASE("JSONTestSuite: what is accepted can be written and read again", "[conformance]") {
  const fs::path folder = suite();
  if (folder.empty()) return;
  int texts = 0;
  for (const auto& entry : fs::directory_iterator(folder / "test_transform")) {
    if (entry.path().extension() != ".json") continue;
    const std::string text = content_of(entry.path());
    INFO(entry.path().filename().string());
    ++texts;
    if (!lv::parse_json(text)) continue;
    lv::JsonWriter out;
    out.begin_array().raw(text).end_array();
    CHECK(lv::parse_json(out.text()).has_value());
  }
  CHECK(texts == 22);
}
