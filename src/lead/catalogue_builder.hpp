// Puts a Catalogue together from its files and lints it. Used by load_catalogue only.
#pragma once

#include "leadvault/base/toml.hpp"
#include "leadvault/lead/catalogue.hpp"

#include <set>

namespace lv::lead {

class CatalogueBuilder {
public:
  CatalogueBuilder(std::string folder, Violations& findings)
      : folder_(std::move(folder)), findings_(findings) {}

  Catalogue build();

private:
  void read_indexes();
  void read_fields();
  void read_purposes();
  void read_actions();
  void read_roles();
  void read_locks();
  // Each id and each name once; and the pair is the one ids.lock has for it.
  void check_number(TomlReader& in, const char* kind, std::int64_t id, const std::string& name);
  void write_canonical();

  std::string folder_;
  Violations& findings_;
  Catalogue out_;
  std::set<std::pair<std::string, std::int64_t>> ids_;
  std::set<std::pair<std::string, std::string>> names_;
  std::map<std::pair<std::string, std::int64_t>, std::string> locked_;
};

} // namespace lv::lead
