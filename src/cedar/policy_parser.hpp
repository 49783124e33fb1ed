// PolicyParser: the tokens of one text become its policies and templates, in order.
#pragma once

#include "cedar/expr_parser.hpp"

#include "leadvault/cedar/policy.hpp"

namespace lv::cedar {

class PolicyParser {
public:
  // `text` and what is read lie in `arena`.
  PolicyParser(TokenCursor& cursor, Arena& arena) : cursor_(cursor), arena_(arena) {}

  Checked<std::vector<Policy>> all(); // without ids

private:
  Checked<Policy> policy();
  Checked<List<Annotation>> annotations();
  Checked<Annotation> annotation();
  Checked<Effect> effect();
  Checked<void> scope(Policy& policy);
  Checked<Scope> entity_scope(std::string_view variable);
  Checked<void> scope_operand(Scope& scope, std::string_view variable);
  Checked<EntityUid> bracketed_uid();
  std::size_t open_brackets();
  Checked<void> close_brackets(std::size_t count);
  Checked<ActionScope> action_scope();
  Checked<void> action_operand(ActionScope& scope);
  Checked<List<EntityUid>> action_list();
  Checked<List<Condition>> conditions();

  TokenCursor& cursor_;
  Arena& arena_;
};

} // namespace lv::cedar
