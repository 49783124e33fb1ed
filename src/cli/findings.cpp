#include "cli/findings.hpp"

namespace lv::cli {

void print_findings(Terminal& terminal, const Violations& findings, std::string_view kind) {
  for (const auto& one : findings) {
    const auto line = one.pointer + ": " + std::string(kind) + one.rule + ": " + one.detail;
    terminal.out_line(printable(line));
  }
}

void write_findings(JsonWriter& json, const Violations& findings) {
  json.begin_array();
  for (const auto& one : findings) {
    json.begin_object().member("place", one.pointer).member("rule", one.rule);
    json.member("detail", one.detail).end_object();
  }
  json.end_array();
}

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

} // namespace lv::cli
