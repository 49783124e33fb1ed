#include "support/catch.hpp"
#include "support/plain_policies.hpp"

#include "leadvault/policy/policies.hpp"

#include <algorithm>
#include <cstdlib>

using namespace lv;

namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

Lines lines_of(const Violations& findings) {
  Lines lines;
  for (const auto& finding : findings) {
    CHECK_FALSE(finding.detail.empty());
    lines.push_back(finding.pointer + " " + finding.rule);
  }
  return lines;
}

// What is found in texts: "place rule" each.
Lines faults(policy::PolicyTexts texts) {
  static const auto plain = test::plain_policies();
  Violations findings;
  const auto made = policy::Policies::make(std::move(texts), plain->shared_catalogue(), findings);
  CHECK(made.has_error() == !findings.empty());
  return lines_of(findings);
}

Lines faults_of_file(const std::string& text) {
  auto texts = test::plain_texts();
  texts.files = {{"t.cedar", text}};
  return faults(std::move(texts));
}

// The shipped schema with every `from` replaced; there is one.
Lines faults_of_schema(const std::string& from, const std::string& to) {
  auto texts = test::plain_texts();
  texts.files = {{"t.cedar", "@id(\"p\") forbid (principal, action, resource);"}};
  REQUIRE(texts.schema.find(from) != std::string::npos);
  for (auto at = texts.schema.find(from); at != std::string::npos;
       at = texts.schema.find(from, at + to.size())) {
    texts.schema.replace(at, from.size(), to);
  }
  return faults(std::move(texts));
}

bool holds(const Lines& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

// A folder that removes itself.
class Folder {
public:
  Folder() {
    auto pattern = (fs::temp_directory_path() / "lv-policies-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path_); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  const fs::path& path() const { return path_; }
  Lines faults() const {
    Violations findings;
    const auto read = policy::read_policy_texts(path_, findings);
    CHECK(read.has_error() == !findings.empty());
    return lines_of(findings);
  }

private:
  fs::path path_;
};

std::string permits(std::size_t count, const std::string& prefix) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += "@id(\"" + prefix + std::to_string(i) + "\")permit(principal,action,resource);\n";
  }
  return text;
}

} // namespace

TEST_CASE("a folder without a schema or without policies is refused", "[policy]") {
  const Folder folder;
  CHECK(folder.faults() == Lines{folder.path().string() + " no-policies"});
  folder.write("a.cedar", "");
  CHECK(folder.faults() == Lines{"leadvault.cedarschema unreadable-file"});
  Violations findings;
  CHECK_FALSE(policy::read_policy_texts(folder.path() / "none", findings));
  CHECK(lines_of(findings) == Lines{(folder.path() / "none").string() + " unreadable-folder"});
}

TEST_CASE("what is named like a policy file and is none is refused", "[policy]") {
  const Folder folder;
  folder.write("leadvault.cedarschema", "");
  fs::create_directory(folder.path() / "a.cedar");
  fs::create_symlink("nowhere", folder.path() / "b.cedar");
  CHECK(folder.faults() == Lines{"a.cedar unreadable-file", "b.cedar unreadable-file"});
}

TEST_CASE("a folder beyond a limit is refused before it is read", "[policy]") {
  const Folder folder;
  folder.write("leadvault.cedarschema", "entity A;");
  folder.write("a.cedar", std::string(limits::policy_texts_bytes_max - 8, ' '));
  CHECK(folder.faults() == Lines{"a.cedar too-long"});
  folder.write("a.cedar", std::string(limits::policy_texts_bytes_max - 9, ' '));
  CHECK(folder.faults().empty());
  folder.write("a.cedar", "");
  for (std::size_t i = 1; i < limits::policy_files_max; ++i)
    folder.write(std::to_string(i) + ".cedar", "");
  CHECK(folder.faults().empty());
  folder.write("more.cedar", "");
  CHECK(folder.faults() == Lines{folder.path().string() + " too-many-files"});
}

TEST_CASE("texts beyond a limit make no set", "[policy]") {
  auto texts = test::plain_texts();
  texts.files.push_back({"z.cedar", std::string(limits::policy_texts_bytes_max, ' ')});
  CHECK(faults(texts) == Lines{"z.cedar too-long"});
  texts = test::plain_texts();
  for (std::size_t i = 0; i < limits::policy_files_max; ++i)
    texts.files.push_back({"z" + std::to_string(i) + ".cedar", ""});
  CHECK(faults(texts) == Lines{"z255.cedar too-many-files"});
}

TEST_CASE("a set of more than 10,000 policies is refused, in one file or in several", "[policy]") {
  auto texts = test::plain_texts();
  const auto half = limits::cedar_policies_max / 2;
  texts.files = {{"a.cedar", permits(half, "a")}, {"b.cedar", permits(half, "b")}};
  CHECK(faults(texts).empty());
  texts.files.push_back({"c.cedar", permits(1, "c")});
  CHECK(faults(texts) == Lines{"c.cedar syntax"});
}

TEST_CASE("a syntax error is told by its place, in every file that has one", "[policy]") {
  auto texts = test::plain_texts();
  texts.files = {{"a.cedar", "@id(\"a\")\npermit (principal, action resource);"},
                 {"b.cedar", "allow (principal, action, resource);"}};
  CHECK(faults(texts) == Lines{"a.cedar:2:27 syntax", "b.cedar:1:1 syntax"});
  texts.schema += "\nentity ;";
  const auto lines = faults(texts);
  REQUIRE(lines.size() == 3);
  CHECK(lines.front().find("leadvault.cedarschema:") == 0);
}

TEST_CASE("annotations that the vault does not know or cannot use are refused", "[policy]") {
  const std::string rest = " permit (principal, action, resource);";
  CHECK(faults_of_file("@id(\"p\") @note(\"x\")" + rest) ==
        Lines{"t.cedar:1:1 unknown-annotation"});
  CHECK(faults_of_file("\n " + rest) == Lines{"t.cedar:2:3 policy-id"});
  CHECK(faults_of_file("@id(\"Upper\")" + rest) == Lines{"t.cedar:1:1 policy-id"});
  CHECK(faults_of_file("@id(\"" + std::string(65, 'a') + "\")" + rest) ==
        Lines{"t.cedar:1:1 policy-id"});
  CHECK(faults_of_file("@id(\"p\")" + rest + "\n@id(\"p\")" + rest) ==
        Lines{"t.cedar:2:1 duplicate-policy-id"});
  CHECK(faults_of_file("@id(\"p\") @code(\"c\")" + rest) == Lines{"t.cedar:1:1 policy-code"});
  const std::string forbid = " forbid (principal, action, resource);";
  CHECK(faults_of_file("@id(\"p\") @code(\"Not So\")" + forbid) ==
        Lines{"t.cedar:1:1 policy-code"});
  CHECK(faults_of_file("@id(\"p\") @code(\"so\")" + forbid).empty());
  CHECK(faults_of_file("@id(\"p\") @mask(\"full\")" + forbid) == Lines{"t.cedar:1:1 policy-mask"});
  CHECK(faults_of_file("@id(\"p\") @mask(\"some\")" + rest) == Lines{"t.cedar:1:1 policy-mask"});
  CHECK(faults_of_file("@id(\"p\") @mask(\"none\")" + rest) == Lines{"t.cedar:1:1 policy-mask"});
  CHECK(faults_of_file("@id(\"p\") @mask(\"year\")" + rest).empty());
}

TEST_CASE("a mask on a permit that reads nothing masked is refused", "[policy]") {
  CHECK(faults_of_file(R"(@id("p") @mask("full")
                          permit (principal, action == Action::"listLeads", resource);)") ==
        Lines{"t.cedar:1:1 policy-mask"});
}

TEST_CASE("the place of the first policy with an @id is told to the second", "[policy]") {
  auto texts = test::plain_texts();
  texts.files = {{"a.cedar", "\n  @id(\"p\") permit (principal, action, resource);"},
                 {"b.cedar", "@id(\"p\") permit (principal, action, resource);"}};
  Violations findings;
  CHECK_FALSE(policy::Policies::make(texts, test::plain_policies()->shared_catalogue(), findings));
  REQUIRE(findings.size() == 1);
  CHECK(findings.front().detail.find("a.cedar:2:3") != std::string::npos);
}

TEST_CASE("a template is refused where it stands", "[policy]") {
  CHECK(faults_of_file("\n@id(\"p\") permit (principal == ?principal, action, resource);") ==
        Lines{"t.cedar:2:1 template"});
}

TEST_CASE("a policy that does not fit the schema is told by its place", "[policy]") {
  CHECK(faults_of_file("@id(\"p\") forbid (principal, action, resource is Lead)\n"
                       "when { resource.salary > 3 };") == Lines{"t.cedar:2:8 validation"});
  CHECK(faults_of_file(R"(@id("p") forbid (principal, action == Action::"fly", resource);)")
            .front()
            .find("t.cedar:1:") == 0);
}

TEST_CASE("a schema that does not describe what the vault asks is refused", "[policy]") {
  const std::string line = "leadvault.cedarschema schema-does-not-fit";
  CHECK(holds(faults_of_schema("  erased: Bool,\n", ""), line)); // one is missing
  CHECK(holds(faults_of_schema("  erased: Bool,\n", "  erased: Long,\n"), line));
  CHECK(holds(faults_of_schema("  erased: Bool,\n", "  erased: Bool, salary: Long,\n"), line));
  CHECK(holds(faults_of_schema("residency?: ", "residency: "), line)); // may be missing
  CHECK(holds(faults_of_schema("export?: ", "export: "), line));
  CHECK(holds(faults_of_schema("purpose?: ", "purpose: "), line));
  CHECK(holds(faults_of_schema("readAudit, ", ""), line)); // an action of actions.toml
  CHECK(faults_of_schema("readAudit, ", "readAudit, fly, ") ==
        Lines{"leadvault.cedarschema unknown-action"});
  CHECK(holds(faults_of_schema("entity Role; ", "entity Rolle; "),
              "leadvault.cedarschema:10:25 schema"));
}
