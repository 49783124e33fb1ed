// Policies for tests of everything else: the shipped catalogue and schema, and rules so plain that
// a test need not know the shipped ones (tests/support/policies/plain.cedar).
#pragma once

#include "leadvault/lead/catalogue_load.hpp"
#include "leadvault/policy/policies.hpp"

#include <fstream>
#include <iterator>

namespace lv::test {

inline std::string text_of_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline policy::PolicyTexts plain_texts() {
  const std::filesystem::path source = LV_SOURCE_DIR;
  policy::PolicyTexts texts;
  texts.schema = text_of_file(source / "policies" / std::string(policy::schema_file));
  texts.files.push_back(
      {"plain.cedar", text_of_file(source / "tests/support/policies/plain.cedar")});
  return texts;
}

// Aborts when they are not sound, which the tests of the policies tell better.
inline std::shared_ptr<const policy::Policies> plain_policies() {
  Violations findings;
  auto catalogue = lead::load_catalogue(LV_SOURCE_DIR "/policies", findings).value();
  return policy::Policies::make(plain_texts(), std::move(catalogue), findings).value();
}

} // namespace lv::test
