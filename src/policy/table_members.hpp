// Members of a JSON object, each looked up in its defaults where the object has none. What is of
// another type or unknown is a finding under the file and its pointer.
#pragma once

#include "leadvault/base/json.hpp"
#include "leadvault/base/violation.hpp"

#include <array>
#include <optional>
#include <set>

namespace lv::policy {

// Findings of one file, each told once though many cases share their defaults.
class TableFindings {
public:
  TableFindings(std::string file, Violations& findings)
      : file_(std::move(file)), findings_(findings) {}
  void note(const std::string& pointer, const char* rule, std::string detail);

private:
  std::string file_;
  Violations& findings_;
  std::set<std::string> told_;
};

// A value and its pointer in the file; no value: there is none.
struct Placed {
  const JsonValue* value = nullptr;
  std::string pointer;
};

class Members {
public:
  Members(TableFindings& findings, Placed own, Placed defaults = {})
      : findings_(&findings), layers_{std::move(own), std::move(defaults)} {
    for (auto& layer : layers_) require_object(layer);
  }

  Placed find(std::string_view name) const; // without a value: the pointer it would have
  bool has(std::string_view name) const { return find(name).value != nullptr; }
  Members inner(std::string_view name) const; // an object of both
  // Nothing when it is absent or of another type, which is a finding.
  std::optional<std::string> text(std::string_view name) const;
  std::optional<bool> flag(std::string_view name) const;
  std::optional<std::int64_t> number(std::string_view name) const;                     // from 0
  std::vector<std::pair<std::string, std::string>> texts(std::string_view name) const; // and where
  std::string required_text(std::string_view name) const;

  void allow_only(std::initializer_list<std::string_view> names) const;
  void note(std::string_view name, const char* rule, std::string detail) const {
    findings_->note(find(name).pointer, rule, std::move(detail));
  }

private:
  void require_object(Placed& layer);
  void expect(const Placed& placed, const char* type) const;

  TableFindings* findings_;
  std::array<Placed, 2> layers_; // its own, then the defaults
};

} // namespace lv::policy
