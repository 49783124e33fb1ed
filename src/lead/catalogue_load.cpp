#include "leadvault/lead/catalogue_load.hpp"

#include "lead/catalogue_builder.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace lv::lead {
namespace {

bool is_snake_or_camel(const std::string& name) {
  return !name.empty() && name.size() <= 64 && name[0] >= 'a' && name[0] <= 'z' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                  (c >= 'A' && c <= 'Z');
         });
}

} // namespace

void CatalogueBuilder::read_locks() {
  std::ifstream in(folder_ + "/ids.lock");
  if (!in)
    findings_.push_back({"ids.lock", "missing-file", "the list of used numbers is required"});
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    std::string kind;
    std::string name;
    std::int64_t id = 0;
    std::string rest;
    if (!(words >> kind >> id >> name) || words >> rest ||
        !locked_.emplace(std::pair(kind, id), name).second) {
      findings_.push_back({"ids.lock:" + std::to_string(number), "lock-line",
                           "a line is \"kind number name\", each number once"});
    }
  }
}

void CatalogueBuilder::check_number(TomlReader& in, const char* kind, std::int64_t id,
                                    const std::string& name) {
  if (!is_snake_or_camel(name)) in.note("name-syntax", "a name is letters, digits and underscores");
  if (!ids_.emplace(kind, id).second) in.note("duplicate-id", "this number is taken above");
  if (!names_.emplace(kind, name).second) in.note("duplicate-name", "this name is taken above");
  const auto at = locked_.find({kind, id});
  if (at == locked_.end()) {
    in.note("id-not-locked", std::string("add the line \"") + kind + " " + std::to_string(id) +
                                 " " + name + "\" to ids.lock");
  } else if (at->second != name) {
    in.note("id-reused", "ids.lock has this number for \"" + at->second +
                             "\": numbers are never "
                             "given twice");
  }
}

Catalogue CatalogueBuilder::build() {
  read_locks();
  read_indexes();
  read_fields();
  read_purposes();
  read_actions();
  read_roles();
  const auto by_id = [](auto& list) {
    std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  };
  by_id(out_.fields_);
  by_id(out_.purposes_);
  by_id(out_.actions_);
  by_id(out_.indexes_);
  by_id(out_.roles_);
  write_canonical();
  return std::move(out_);
}

// One line per definition with every property that changes an answer; labels are left out.
void CatalogueBuilder::write_canonical() {
  std::ostringstream out;
  out << "leadvault-catalogue/1\n";
  for (const auto& f : out_.fields_) {
    out << "field " << f.id.value << ' ' << f.name << ' ' << static_cast<int>(f.type) << ' '
        << static_cast<int>(f.sensitivity) << ' ' << f.breach_class << ' ' << f.index << ' '
        << static_cast<int>(f.mask) << ' ' << f.bytes_max << '\n';
  }
  for (const auto& p : out_.purposes_) {
    out << "purpose " << p.id.value << ' ' << p.name << ' ' << p.dpv_iri << ' '
        << static_cast<int>(p.consent) << '\n';
  }
  for (const auto& a : out_.actions_) out << "action " << a.id << ' ' << a.name << '\n';
  for (const auto& i : out_.indexes_) {
    out << "index " << i.id << ' ' << i.name << ' ' << static_cast<int>(i.normaliser) << ' '
        << i.normaliser_version << ' ' << i.bits << '\n';
  }
  for (const auto& r : out_.roles_) out << "role " << r.id << ' ' << r.name << '\n';
  out_.canonical_text_ = out.str();
}

Result<std::shared_ptr<const Catalogue>> load_catalogue(const std::string& folder,
                                                        Violations& findings) {
  const auto before = findings.size();
  auto catalogue = CatalogueBuilder(folder, findings).build();
  if (findings.size() != before) return LV_FAIL(config, "the catalogue breaks a rule");
  return std::make_shared<const Catalogue>(std::move(catalogue));
}

} // namespace lv::lead
