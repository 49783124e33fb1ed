#include "support/catch.hpp"

#include "leadvault/lead/catalogue_load.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace lv;
using namespace lv::lead;
namespace fs = std::filesystem;

namespace {

const std::string policies = std::string(LV_SOURCE_DIR) + "/policies";

// A copy of the shipped catalogue in which one file is changed.
class Altered {
public:
  Altered() : folder_(fs::temp_directory_path() / ("lv-lead-" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    for (const auto& file : fs::directory_iterator(policies)) {
      if (file.is_regular_file()) fs::copy(file.path(), folder_ / file.path().filename());
    }
  }
  ~Altered() { fs::remove_all(folder_); }

  void replace(const char* file, const std::string& from, const std::string& to) {
    std::ifstream in(folder_ / file);
    std::stringstream text;
    text << in.rdbuf();
    auto all = text.str();
    const auto at = all.find(from);
    REQUIRE(at != std::string::npos);
    all.replace(at, from.size(), to);
    std::ofstream(folder_ / file) << all;
  }

  std::vector<std::string> rules() {
    findings.clear();
    const auto loaded = load_catalogue(folder_.string(), findings);
    REQUIRE(!loaded);
    CHECK(loaded.error().code() == Errc::config);
    std::vector<std::string> out;
    for (const auto& finding : findings) out.push_back(finding.rule);
    return out;
  }

  Violations findings;

private:
  fs::path folder_;
};

bool has(const std::vector<std::string>& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

} // namespace

TEST_CASE("the shipped catalogue loads without a finding", "[lead]") {
  Violations findings;
  const auto loaded = load_catalogue(policies, findings);
  for (const auto& one : findings)
    UNSCOPED_INFO(one.pointer << " " << one.rule << ": " << one.detail);
  REQUIRE(loaded);
  const auto& catalogue = **loaded;
  REQUIRE(catalogue.field("email") != nullptr);
  CHECK(catalogue.field("email")->id == FieldId{9});
  CHECK(catalogue.field(FieldId{9})->index == 1);
  CHECK(catalogue.field(FieldId{999}) == nullptr);
  CHECK(catalogue.action("readField")->id == 1);
  CHECK(catalogue.action("manageTenants")->id == 14);
  CHECK(catalogue.purpose("sales_outreach")->consent == ConsentNeed::required);
  CHECK(catalogue.purpose("qualification")->consent == ConsentNeed::not_required);
  CHECK(catalogue.index(3)->normaliser == Normaliser::exact);
}

TEST_CASE("a number that was given before is never given to another name", "[lead]") {
  Altered files;
  files.replace("fields.toml", "name = \"middle_name\"", "name = \"second_name\"");
  const auto rules = files.rules();
  CHECK(has(rules, "id-reused"));
  CHECK(files.findings.front().pointer.substr(0, 12) == "fields.toml:");
}

TEST_CASE("two fields with one number are refused", "[lead]") {
  Altered files;
  files.replace("fields.toml", "id = 3\n", "id = 2\n");
  CHECK(has(files.rules(), "duplicate-id"));
}

TEST_CASE("a field without a sensitivity class is refused", "[lead]") {
  Altered files;
  files.replace("fields.toml", "class = \"identity\"\n", "");
  CHECK(has(files.rules(), "unknown-class"));
}

TEST_CASE("an index over values that can be guessed is refused", "[lead]") {
  Altered files;
  files.replace("fields.toml", "mask = \"year\"\n", "mask = \"year\"\nindex = \"external_id\"\n");
  CHECK(has(files.rules(), "low-entropy-index"));
}

TEST_CASE("an unknown member is a finding", "[lead]") {
  Altered files;
  files.replace("fields.toml", "mask = \"year\"", "mask = \"year\"\ncolour = \"red\"");
  CHECK(has(files.rules(), "unknown-member"));
}

TEST_CASE("a syntax error names its line", "[lead]") {
  Altered files;
  files.replace("purposes.toml", "id = 1\n", "id = = 1\n");
  CHECK(has(files.rules(), "toml-syntax"));
  CHECK(files.findings.front().pointer == "purposes.toml:4");
}

TEST_CASE("the canonical text changes with a mask and not with a label", "[lead]") {
  Violations findings;
  const auto shipped = load_catalogue(policies, findings);
  REQUIRE(shipped);
  CHECK((*shipped)->canonical_text().find("field 9 email 3 2 email 1 4 320\n") !=
        std::string::npos);
  CHECK((*shipped)->canonical_text().find("E-mail address") == std::string::npos);
}
