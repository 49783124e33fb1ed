#include "leadvault/cedar/policy_set.hpp"

#include "cedar/policy_index.hpp"
#include "cedar/policy_parser.hpp"

#include "leadvault/base/limits.hpp"

namespace lv::cedar {

namespace {

Problems refuse(std::string what) {
  Problem problem;
  problem.what = std::move(what);
  return {problem};
}

std::string named(std::string_view id) { return "`" + std::string(id) + "`"; }

// Puts the value into the slot, or says what does not fit.
Checked<void> fill(Scope& scope, const std::optional<EntityUid>& value, Arena& arena,
                   std::string_view variable) {
  const bool has_slot = scope.operand == Scope::Operand::slot;
  if (!has_slot && !value) return {};
  if (!has_slot) return refuse("the template has no slot ?" + std::string(variable));
  if (!value) return refuse("the slot ?" + std::string(variable) + " has no value");
  scope.operand = Scope::Operand::entity;
  scope.entity = {arena.keep(value->type), arena.keep(value->id)};
  return {};
}

} // namespace

PolicySet::PolicySet() : arena_(std::make_unique<Arena>()), index_(std::make_unique<Index>()) {}
PolicySet::~PolicySet() = default;
PolicySet::PolicySet(PolicySet&&) noexcept = default;
PolicySet& PolicySet::operator=(PolicySet&&) noexcept = default;

const Policy* PolicySet::find(std::string_view id) const {
  const auto policy = index_->policies_by_id.find(id);
  if (policy != index_->policies_by_id.end()) return &policies_[policy->second];
  const auto found = index_->templates_by_id.find(id);
  return found == index_->templates_by_id.end() ? nullptr : &templates_[found->second];
}

Checked<void> PolicySetBuilder::add_text(std::string_view text, std::string_view prefix) {
  Arena& arena = *set_.arena_;
  const auto kept = arena.keep(text); // what the policies are views of
  LV_TRY(tokens, tokenize(kept));
  TokenCursor cursor(kept, std::move(tokens));
  LV_TRY(parsed, PolicyParser(cursor, arena).all());
  if (parsed.size() + set_.policies_.size() + set_.templates_.size() > limits::cedar_policies_max) {
    return refuse("a set of more than 10000 policies");
  }
  for (std::size_t i = 0; i < parsed.size(); ++i) {
    parsed[i].id = arena.keep(std::string(prefix) + std::to_string(i));
    if (set_.find(parsed[i].id) != nullptr) return refuse(named(parsed[i].id) + " exists already");
  }
  for (const auto& policy : parsed) add(policy);
  return {};
}

void PolicySetBuilder::add(const Policy& policy) {
  auto& list = policy.is_template() ? set_.templates_ : set_.policies_;
  auto& by_id = policy.is_template() ? set_.index_->templates_by_id : set_.index_->policies_by_id;
  by_id.emplace(policy.id, static_cast<std::uint32_t>(list.size()));
  list.push_back(policy);
}

Checked<void> PolicySetBuilder::link(std::string_view template_id, std::string_view id,
                                     const SlotValues& values) {
  const auto found = set_.index_->templates_by_id.find(template_id);
  if (found == set_.index_->templates_by_id.end()) {
    return refuse("there is no template " + named(template_id));
  }
  if (set_.find(id) != nullptr) return refuse(named(id) + " exists already");
  auto policy = set_.templates_[found->second];
  LV_CHECK(fill(policy.principal, values.principal, *set_.arena_, "principal"));
  LV_CHECK(fill(policy.resource, values.resource, *set_.arena_, "resource"));
  policy.id = set_.arena_->keep(id);
  add(policy);
  return {};
}

Checked<void> PolicySetBuilder::rename(std::string_view id, std::string_view new_id) {
  if (set_.find(id) == nullptr) return refuse("there is no policy " + named(id));
  if (set_.find(new_id) != nullptr) return refuse(named(new_id) + " exists already");
  const auto kept = set_.arena_->keep(new_id);
  for (auto [list, by_id] : {std::pair(&set_.policies_, &set_.index_->policies_by_id),
                             std::pair(&set_.templates_, &set_.index_->templates_by_id)}) {
    const auto found = by_id->find(id);
    if (found == by_id->end()) continue;
    const auto place = found->second;
    (*list)[place].id = kept;
    by_id->erase(found);
    by_id->emplace(kept, place);
  }
  return {};
}

PolicySet PolicySetBuilder::build() && {
  for (std::size_t i = 0; i < set_.policies_.size(); ++i) {
    set_.index_->add(set_.policies_[i], static_cast<std::uint32_t>(i));
  }
  return std::move(set_);
}

Checked<PolicySet> parse_policies(std::string_view text) {
  PolicySetBuilder builder;
  LV_CHECK(builder.add_text(text));
  return std::move(builder).build();
}

} // namespace lv::cedar
