#include "store/sqlcipher/schema.hpp"
#include "store/sqlcipher/statements.hpp"
#include "support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace {

// String literals of a file, neighbours joined as the compiler joins them.
std::vector<std::string> literals(const std::string& text) {
  static const std::regex literal("\"((?:[^\"\\\\\n]|\\\\.)*)\"(\\s*)");
  std::vector<std::string> out;
  std::ptrdiff_t end = -1;
  for (std::sregex_iterator it(text.begin(), text.end(), literal), last; it != last; ++it) {
    if (it->position() == end && !out.empty()) {
      out.back() += (*it)[1];
    } else {
      out.push_back((*it)[1]);
    }
    end = it->position() + it->length();
  }
  return out;
}

bool names_tenant(const std::string& sql) {
  static const std::regex verb("^\\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH)\\b");
  static const std::regex own("(FROM|INTO|UPDATE) (state|not_applied|tenants)\\b");
  static const std::regex bound("WHERE tenant = \\?1|^INSERT[^(]*\\(tenant,");
  return !std::regex_search(sql, verb) || std::regex_search(sql, own) ||
         std::regex_search(sql, bound);
}

} // namespace

TEST_CASE("every statement of the store names the tenant", "[store]") {
  std::size_t seen = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(LV_SOURCE_DIR "/src/store")) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path());
    std::string text(std::istreambuf_iterator<char>(in), {});
    for (const auto& sql : literals(text)) {
      INFO(entry.path() << ": " << sql);
      CHECK(names_tenant(sql));
      seen += sql.find("tenant = ?1") != std::string::npos;
    }
  }
  CHECK(seen > 15); // the scan does read the statements
  CHECK_FALSE(names_tenant("SELECT fields FROM leads WHERE lead = ?1"));
  CHECK_FALSE(names_tenant("DELETE FROM tokens WHERE lead = ?1"));
  CHECK_FALSE(names_tenant("INSERT INTO leads(lead) VALUES(?1)"));
}
