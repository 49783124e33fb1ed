#include "leadvault/cedar/explain.hpp"

#include "leadvault/cedar/children.hpp"
#include "leadvault/cedar/print.hpp"

#include <algorithm>

namespace lv::cedar {

namespace {

void add_clauses(ExprPtr body, std::vector<Condition>& clauses) {
  if (const auto* both = std::get_if<And>(&body->node)) {
    add_clauses(both->left, clauses);
    add_clauses(both->right, clauses);
    return;
  }
  clauses.push_back({Condition::Kind::when, body});
}

// principal, context.field.name: a variable, or an attribute of a path.
bool is_path(const Expr& expr) {
  if (const auto* get = std::get_if<Get>(&expr.node)) return is_path(*get->of);
  return std::holds_alternative<Variable>(expr.node);
}

class Looker {
public:
  explicit Looker(Evaluator& evaluator) : evaluator_(evaluator) {}

  void look(const Expr& expr) {
    const auto* has = std::get_if<Has>(&expr.node);
    if (is_path(expr)) {
      note(expr);
    } else if (has != nullptr && is_path(*has->of)) {
      note_has(*has);
    } else {
      for_each_child(expr, [this](const Expr& child) { look(child); });
    }
  }

  std::vector<Seen> take() { return std::move(seen_); }

private:
  void note(const Expr& path) {
    auto name = print(path);
    const auto known =
        std::find_if(seen_.begin(), seen_.end(), [&](const Seen& one) { return one.path == name; });
    if (known != seen_.end()) return;
    const auto value = evaluator_.evaluate(path);
    seen_.push_back({std::move(name), value ? std::optional(*value) : std::nullopt});
  }

  // `x has a.b` looks at x.a.b.
  void note_has(const Has& has) {
    std::vector<Expr> steps;
    steps.reserve(has.path.size());
    ExprPtr of = has.of;
    for (const auto name : has.path) {
      steps.push_back({Get{of, name}, of->where, of->depth});
      of = &steps.back();
    }
    note(*of);
  }

  Evaluator& evaluator_;
  std::vector<Seen> seen_;
};

} // namespace

std::vector<Condition> clauses_of(const Policy& policy) {
  std::vector<Condition> clauses;
  for (const auto& condition : policy.conditions) {
    if (condition.kind == Condition::Kind::when) {
      add_clauses(condition.body, clauses);
    } else {
      clauses.push_back(condition);
    }
  }
  return clauses;
}

std::vector<Seen> values_seen(const Expr& expr, Evaluator& evaluator) {
  Looker looker(evaluator);
  looker.look(expr);
  return looker.take();
}

} // namespace lv::cedar
