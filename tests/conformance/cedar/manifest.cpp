#include "manifest.hpp"

#include "leadvault/base/json.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace lv::test {

namespace fs = std::filesystem;

namespace {

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error(file.string() + ": cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

void write(JsonWriter& out, const JsonValue& json) {
  if (const auto* boolean = json.as_bool()) {
    out.boolean(*boolean);
  } else if (const auto* integer = json.as_int()) {
    out.value(*integer);
  } else if (const auto* text = json.as_string()) {
    out.value(std::string_view(*text));
  } else if (const auto* items = json.as_array()) {
    out.begin_array();
    for (const auto& item : *items) write(out, item);
    out.end_array();
  } else if (const auto* members = json.as_object()) {
    out.begin_object();
    for (const auto& member : *members) {
      out.key(member.name);
      write(out, member.value);
    }
    out.end_object();
  } else {
    out.null();
  }
}

// What a manifest must have, or says when it has not.
class Reader {
public:
  Reader(const JsonValue& json, const fs::path& file) : json_(json), file_(file) {}

  const JsonValue& at(const char* name) const {
    const JsonValue* member = json_.find(name);
    if (member == nullptr) fail(name);
    return *member;
  }
  Reader in(const char* name) const { return {at(name), file_}; }
  bool has(const char* name) const { return json_.find(name) != nullptr; }
  std::string text(const char* name) const {
    const auto* text = at(name).as_string();
    if (text == nullptr) fail(name);
    return std::string(std::string_view(*text));
  }
  std::string text_or(const char* name, const char* otherwise) const {
    return has(name) ? text(name) : otherwise;
  }
  std::string validity(const char* name) const {
    const bool* said = has(name) ? at(name).as_bool() : nullptr;
    return said == nullptr || *said ? "valid" : "invalid";
  }
  std::set<std::string> texts(const char* name) const {
    std::set<std::string> out;
    for (const Reader& item : items(name)) {
      const auto* text = item.json_.as_string();
      if (text == nullptr) fail(name);
      out.emplace(std::string_view(*text));
    }
    return out;
  }
  std::vector<Reader> items(const char* name) const {
    std::vector<Reader> out;
    if (!has(name)) return out;
    const auto* array = at(name).as_array();
    if (array == nullptr) fail(name);
    for (const auto& item : *array) out.emplace_back(item, file_);
    return out;
  }
  Uid uid(const char* name) const {
    const Reader found = in(name);
    return {found.text("type"), found.text("id")};
  }
  std::optional<Uid> uid_if(const char* name) const {
    if (!has(name)) return std::nullopt;
    return uid(name);
  }

private:
  [[noreturn]] void fail(const char* name) const {
    throw std::runtime_error(file_.string() + ": no proper `" + name + "`");
  }
  const JsonValue& json_;
  const fs::path& file_;
};

RequestCase request_of(const Reader& json) {
  RequestCase out;
  out.description = json.text_or("description", "");
  out.principal = json.uid("principal");
  out.action = json.uid("action");
  out.resource = json.uid("resource");
  JsonWriter context;
  write(context, json.at("context"));
  out.context = std::string(context.text());
  out.validity = json.validity("validateRequest");
  out.outcome = {json.text("decision"), json.texts("reason"), json.texts("errors")};
  return out;
}

LinkCase link_of(const Reader& json) {
  const Reader values = json.in("values");
  return {json.text("templateId"), json.text("newId"), values.uid_if("?principal"),
          values.uid_if("?resource")};
}

bool is_manifest(const fs::path& file) {
  return file.extension() == ".json" && file.stem().extension().empty();
}

} // namespace

std::vector<fs::path> manifests_below(const fs::path& root) {
  std::vector<fs::path> found;
  for (const char* folder : {"tests", "corpus-tests"}) {
    if (!fs::is_directory(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder))
      if (entry.is_regular_file() && is_manifest(entry.path())) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

Manifest load_manifest(const fs::path& root, const fs::path& file) {
  const JsonLimits accepted{256, JsonLimits::Nul::allowed};
  const auto document = parse_json(content_of(file), nullptr, accepted);
  if (!document) throw std::runtime_error(file.string() + ": " + document.error().what());
  const Reader json(*document, file);
  Manifest out;
  out.file = file;
  out.refused = json.text_or("refused", "");
  out.policies = content_of(root / json.text("policies"));
  out.entities = json.has("entities") ? content_of(root / json.text("entities")) : "[]";
  if (json.has("schema")) {
    const fs::path schema = root / json.text("schema");
    out.schema = content_of(schema);
    out.schema_format = schema.extension() == ".json" ? SchemaFormat::json : SchemaFormat::cedar;
  }
  out.validity = json.validity("shouldValidate");
  for (const Reader& link : json.items("links")) out.links.push_back(link_of(link));
  for (const Reader& request : json.items("requests")) out.requests.push_back(request_of(request));
  return out;
}

} // namespace lv::test
