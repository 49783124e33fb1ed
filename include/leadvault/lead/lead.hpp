// A lead's operational columns: closed lists with permanent numbers and their names on the wire.
// Plain values, thread safe. A number is never given to another meaning.
#pragma once

#include "leadvault/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace lv::lead {

// new, working, mql, sal, sql, converted, recycled, disqualified
enum class Stage : std::uint8_t {
  new_lead = 1,
  working = 2,
  mql = 3, // marketing-qualified
  sal = 4, // sales-accepted
  sql = 5, // sales-qualified
  converted = 6,
  recycled = 7,
  disqualified = 8,
};

enum class SubjectKind : std::uint8_t { person = 1, organisation = 2 };

enum class Channel : std::uint8_t {
  website = 1,
  web_form = 2,
  advertising = 3,
  social = 4,
  event = 5,
  referral = 6,
  partner = 7,
  purchased_list = 8,
  cold_call = 9,
  import = 10,
  email = 11,
  newsletter = 12,
  csr = 13,
  direct_mail = 14,
  other = 15,
};

std::string_view name_of(Stage stage);
std::string_view name_of(SubjectKind kind);
std::string_view name_of(Channel channel);
Result<Stage> parse_stage(std::string_view name);
Result<SubjectKind> parse_subject_kind(std::string_view name);
Result<Channel> parse_channel(std::string_view name);
// The same by permanent number, for rows read back.
Result<Stage> stage_of(std::uint8_t number);
Result<SubjectKind> subject_kind_of(std::uint8_t number);
Result<Channel> channel_of(std::uint8_t number);

// The lead's id in another system, unique there.
struct ExternalId {
  std::string system;
  std::string id;
  bool operator==(const ExternalId&) const = default;
};

} // namespace lv::lead
