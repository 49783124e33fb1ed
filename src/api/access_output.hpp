// A review of access as JSON for programs and as CSV for spreadsheets.
#pragma once

#include "leadvault/base/json.hpp"
#include "leadvault/lead/catalogue.hpp"
#include "leadvault/policy/review.hpp"

namespace lv::api {

// A role alone or a principal, and what it may.
struct AccessSubject {
  enum class Kind : std::uint8_t { role, principal } kind = Kind::principal;
  policy::Caller caller; // whose roles and purposes were asked about
  std::string name;      // of the role, or of the principal
  std::string label;     // of the role
  std::vector<Time> credentials_expire_at;
  policy::Reviewed reviewed;

  bool is_role() const { return kind == Kind::role; }
};

struct Access {
  Digest policy_set{};
  Time generated_at;
  std::vector<AccessSubject> subjects; // roles first
};

void write_access(const lead::Catalogue& catalogue, const Access& access, JsonWriter& json);
// A row for each grant of reads.
SecretText access_csv(const lead::Catalogue& catalogue, const Access& access);

} // namespace lv::api
