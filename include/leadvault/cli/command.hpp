// Command: one row of the table the command line is made of. Parsing, help, completion and typo
// suggestions all come from it. Built once at start; immutable while a command runs.
// Never holds a secret: secrets come from files, prompts and standard input.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lv::cli {

enum class Need { optional, required };
enum class Count { one, many }; // of values; many only of the last argument by position

// `name` is "--fields" or, for an argument by position, "ID". A flag has no `value`.
struct Option {
  std::string name;
  std::string value; // what stands in help: "LIST"; FILE and DIR complete to paths
  std::string help;
  Need need = Need::optional;
  std::vector<std::string> choices; // empty: anything
  Count count = Count::one;

  bool positional() const { return !name.starts_with("-"); }
  bool flag() const { return !positional() && value.empty(); }
};

// What was given. Names are as in the table.
class Parsed {
public:
  using Values = std::map<std::string, std::vector<std::string>, std::less<>>;
  explicit Parsed(Values values = {}) : values_(std::move(values)) {}

  bool has(std::string_view name) const { return values_.find(name) != values_.end(); }
  std::string get(std::string_view name, std::string_view otherwise = {}) const;
  std::vector<std::string> all(std::string_view name) const; // in the order given

private:
  Values values_;
};

enum class Group { start, leads, consent, compliance, administration, other };

struct Command {
  std::string path; // "lead import"
  Group group = Group::other;
  std::string summary;               // one line
  std::vector<std::string> examples; // each a whole line to type; at least one
  std::vector<Option> options;
  std::function<int(const Parsed&)> run; // gives the exit code
};

} // namespace lv::cli
