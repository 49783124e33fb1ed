// SchemaReport: what is wrong with a schema, and what resolving it has cost: a short text can ask
// for a great deal, such as each of 50,000 types below each other.
#pragma once

#include "leadvault/cedar/problem.hpp"

#include <optional>

namespace lv::cedar {

class SchemaReport {
public:
  // Spans are of `text`; nothing: the problems have no lines.
  explicit SchemaReport(std::optional<std::string_view> text) : text_(text) {}

  void refuse(Span where, std::string what);
  enum class Budget : std::uint8_t { left, spent };
  // Refuses the schema once limits::cedar_schema_steps_max are passed.
  Budget spend(std::size_t steps);
  bool is_clean() const { return problems_.empty(); }
  Problems take(); // in the order of the text

private:
  std::optional<std::string_view> text_;
  Problems problems_;
  std::size_t unlisted_ = 0;
  std::size_t steps_ = 0;
};

} // namespace lv::cedar
