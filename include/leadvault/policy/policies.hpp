// Policies: the policy set in force: Cedar policies, the schema they were validated against and the
// catalogue they speak of. Immutable once made, free to be read by many threads; swapped whole on
// reload. A set with a single finding is not made. Templates are not taken: nothing links them.
#pragma once

#include "leadvault/base/violation.hpp"
#include "leadvault/cedar/policy_set.hpp"
#include "leadvault/cedar/schema.hpp"
#include "leadvault/lead/catalogue.hpp"

#include <filesystem>
#include <memory>

namespace lv::policy {

inline constexpr std::string_view schema_file = "leadvault.cedarschema";

struct PolicyFile {
  std::string name; // "sales.cedar"
  std::string text;
  bool operator==(const PolicyFile&) const = default;
};

struct PolicyTexts {
  std::string schema;
  std::vector<PolicyFile> files; // ascending names
  bool operator==(const PolicyTexts&) const = default;
};

// leadvault.cedarschema and every *.cedar of a folder. Errors: config, with a finding for each file
// that cannot be read or is beyond limits::policy_texts_bytes_max.
Result<PolicyTexts> read_policy_texts(const std::filesystem::path& folder, Violations& findings);
// The same; where the folder has no schema of its own, that of another is taken.
Result<PolicyTexts> read_policy_texts(const std::filesystem::path& folder,
                                      const std::filesystem::path& schema_folder,
                                      Violations& findings);
// The schema of the folder with these files in place of its own; they go by the paths given.
Result<PolicyTexts> read_policy_texts(const std::filesystem::path& folder,
                                      std::vector<std::string> files, Violations& findings);

// One policy as its author sees it.
struct Rule {
  std::uint16_t number = 0; // from 1, in the order of the files: what audit entries name
  std::string id;           // @id
  std::string code;         // @code: what a denied caller is told; empty: the kind of denial
  std::optional<lead::MaskKind> mask; // @mask; absent: the mask of the field
  std::string_view file;
  std::uint32_t line = 0; // of its first word, from 1
  const cedar::Policy* policy = nullptr;
};

class Policies {
public:
  // On Errc::config, `findings` names each fault: pointer "sales.cedar:12:3", rule, detail.
  static Result<std::shared_ptr<const Policies>>
  make(PolicyTexts texts, std::shared_ptr<const lead::Catalogue> catalogue, Violations& findings);

  const Digest& digest() const { return digest_; } // SHA-256 of text(): what every entry names
  const Bytes& text() const { return text_; }      // schema and files, audit/FORMAT.md §3
  const PolicyTexts& texts() const { return texts_; }
  const std::vector<Rule>& rules() const { return rules_; } // number n at place n - 1
  const Rule& rule_of(const cedar::Policy* policy) const;   // one of set()'s
  const Rule* find(std::string_view id) const;              // null: there is none
  const cedar::PolicySet& set() const { return set_; }
  const cedar::Schema& schema() const { return schema_; }
  const lead::Catalogue& catalogue() const { return *catalogue_; }
  const std::shared_ptr<const lead::Catalogue>& shared_catalogue() const { return catalogue_; }
  const Digest& catalogue_digest() const { return catalogue_digest_; }
  // Whether a policy names a lead by its id: else two leads with the same facts fare the same.
  bool names_leads() const { return names_leads_; }

private:
  friend class PoliciesMaker; // src/policy
  Policies() = default;
  PolicyTexts texts_;
  std::shared_ptr<const lead::Catalogue> catalogue_;
  cedar::Schema schema_;
  cedar::PolicySet set_;
  std::vector<Rule> rules_;
  Bytes text_;
  Digest digest_{};
  Digest catalogue_digest_{};
  bool names_leads_ = false;
};

// The catalogue and the policies of one folder.
Result<std::shared_ptr<const Policies>> load_policies(const std::filesystem::path& folder,
                                                      Violations& findings);

} // namespace lv::policy
