// Makes Policies of their texts: parses, validates against the schema, reads the annotations, and
// checks that the schema describes what the vault asks. Used by Policies::make only.
#pragma once

#include "policy/scene.hpp"

namespace lv::policy {

class PoliciesMaker {
public:
  PoliciesMaker(PolicyTexts texts, std::shared_ptr<const lead::Catalogue> catalogue,
                Violations& findings)
      : made_(new Policies), findings_(findings) {
    made_->texts_ = std::move(texts);
    made_->catalogue_ = std::move(catalogue);
  }

  Result<std::shared_ptr<const Policies>> make();

private:
  void check_bounds();
  bool read_schema();
  bool read_policies();
  bool read_file(const PolicyFile& file, cedar::PolicySetBuilder& builder);
  void read_annotations();
  void check_names(const Rule& rule);
  void validate_policies();
  void check_masks();
  void check_schema_fits();
  void check_questions(const Sample& sample, lead::PurposeId purpose,
                       const std::optional<ExportFacts>& exported);
  void note_misfits(const cedar::Problems& problems);
  void write_text();
  void note(const Rule& rule, const char* code, std::string what);
  // `where` is a place in the text of `policy`.
  void note(std::string_view file, const cedar::Problem& problem, const char* code);

  std::shared_ptr<Policies> made_;
  Violations& findings_;
};

} // namespace lv::policy
