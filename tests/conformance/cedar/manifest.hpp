// A manifest of a published suite: texts, and what is to be decided from them. Two members are our
// own: `links` makes policies of templates, `refused` names the text that must not be read. A
// schema is in Cedar's JSON when its file's name ends so.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lv::test {

struct Uid {
  std::string type;
  std::string id;
};

struct LinkCase {
  std::string template_id;
  std::string id;
  std::optional<Uid> principal;
  std::optional<Uid> resource;
};

struct Outcome {
  std::string decision; // "allow" or "deny"
  std::set<std::string> reasons;
  std::set<std::string> errors;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

struct RequestCase {
  std::string description;
  Uid principal;
  Uid action;
  Uid resource;
  std::string context;  // JSON
  std::string validity; // "valid" or "invalid", should there be a schema
  Outcome outcome;
};

enum class SchemaFormat { cedar, json };

struct Manifest {
  std::filesystem::path file;
  std::string refused; // "policies", "schema", "entities" or nothing
  std::string policies;
  std::string entities; // JSON
  std::optional<std::string> schema;
  SchemaFormat schema_format = SchemaFormat::cedar;
  std::string validity; // of the policies
  std::vector<LinkCase> links;
  std::vector<RequestCase> requests;
};

// The manifests below a suite's root, sorted.
std::vector<std::filesystem::path> manifests_below(const std::filesystem::path& root);

// Throws std::runtime_error when a file is missing or is none.
Manifest load_manifest(const std::filesystem::path& root, const std::filesystem::path& file);

} // namespace lv::test
