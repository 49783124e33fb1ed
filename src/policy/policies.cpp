#include "policy/policies_maker.hpp"

#include "leadvault/lead/catalogue_load.hpp"

#include <algorithm>

namespace lv::policy {

const Rule& Policies::rule_of(const cedar::Policy* policy) const {
  return rules_[static_cast<std::size_t>(policy - set_.policies().data())];
}

const Rule* Policies::find(std::string_view id) const {
  const auto found =
      std::find_if(rules_.begin(), rules_.end(), [&](const Rule& rule) { return rule.id == id; });
  return found == rules_.end() ? nullptr : &*found;
}

Result<std::shared_ptr<const Policies>>
Policies::make(PolicyTexts texts, std::shared_ptr<const lead::Catalogue> catalogue,
               Violations& findings) {
  return PoliciesMaker(std::move(texts), std::move(catalogue), findings).make();
}

Result<std::shared_ptr<const Policies>> load_policies(const std::filesystem::path& folder,
                                                      Violations& findings) {
  LV_TRY(catalogue, lead::load_catalogue(folder.string(), findings));
  LV_TRY(texts, read_policy_texts(folder, findings));
  return Policies::make(std::move(texts), std::move(catalogue), findings);
}

} // namespace lv::policy
