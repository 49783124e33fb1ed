// A TOML file as plain values with line numbers; faults become violations with file and line.
// toml++ stays in toml.cpp: it is slow to compile, and one translation unit has one setting of it.
// Stateless; thread safe.
#pragma once

#include "leadvault/base/result.hpp"
#include "leadvault/base/violation.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace lv {

struct TomlValue;
using TomlArray = std::vector<TomlValue>;
using TomlTable = std::vector<std::pair<std::string, TomlValue>>;

// Special members live in toml.cpp: clang 14 looks into the variant while the table is incomplete.
struct TomlValue {
  TomlValue();
  ~TomlValue();
  TomlValue(const TomlValue&);
  TomlValue(TomlValue&&) noexcept;
  TomlValue& operator=(const TomlValue&);
  TomlValue& operator=(TomlValue&&) noexcept;

  std::size_t line = 0;
  std::variant<std::int64_t, bool, std::string, TomlArray, TomlTable> data;
};

// The whole file; a syntax error or a type other than the above is a finding.
std::optional<TomlTable> read_toml(const std::string& path, Violations& findings);

// One table, read member by member; what is missing, of another type or unknown is a finding
// under "file:line".
class TomlReader {
public:
  TomlReader(std::string file, std::size_t line, const TomlTable& table, Violations& findings)
      : file_(std::move(file)), line_(line), table_(table), findings_(findings) {}

  std::string text(const char* name); // required
  std::string text_or(const char* name, const char* otherwise);
  std::int64_t number(const char* name, std::int64_t least, std::int64_t most);
  std::int64_t number_or(const char* name, std::int64_t least, std::int64_t most,
                         std::int64_t otherwise);
  std::vector<std::string> texts(const char* name); // optional: absent is empty
  std::vector<std::pair<std::string, std::string>> pairs(const char* name); // optional table
  std::vector<TomlReader> tables(const char* name); // optional array of tables
  void finish();                                    // unknown members

  void note(const char* rule, std::string detail);
  std::size_t line() const { return line_; }

private:
  const TomlValue* take(const char* name);

  std::string file_;
  std::size_t line_;
  const TomlTable& table_;
  Violations& findings_;
  std::vector<std::string> taken_;
};

} // namespace lv
