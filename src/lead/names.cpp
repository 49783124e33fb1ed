// Closed lists: permanent number, name on the wire.
#include "leadvault/lead/consent.hpp"
#include "leadvault/lead/lead.hpp"

namespace lv::lead {
namespace {

template <class Enum>
struct Named {
  Enum value;
  std::string_view name;
};

constexpr Named<Stage> stages[] = {
    {Stage::new_lead, "new"},      {Stage::working, "working"},
    {Stage::mql, "mql"},           {Stage::sal, "sal"},
    {Stage::sql, "sql"},           {Stage::converted, "converted"},
    {Stage::recycled, "recycled"}, {Stage::disqualified, "disqualified"}};

constexpr Named<SubjectKind> subject_kinds[] = {{SubjectKind::person, "person"},
                                                {SubjectKind::organisation, "organisation"}};

constexpr Named<Channel> channels[] = {{Channel::website, "website"},
                                       {Channel::web_form, "web_form"},
                                       {Channel::advertising, "advertising"},
                                       {Channel::social, "social"},
                                       {Channel::event, "event"},
                                       {Channel::referral, "referral"},
                                       {Channel::partner, "partner"},
                                       {Channel::purchased_list, "purchased_list"},
                                       {Channel::cold_call, "cold_call"},
                                       {Channel::import, "import"},
                                       {Channel::email, "email"},
                                       {Channel::newsletter, "newsletter"},
                                       {Channel::csr, "csr"},
                                       {Channel::direct_mail, "direct_mail"},
                                       {Channel::other, "other"}};

constexpr Named<LegalBasis> bases[] = {{LegalBasis::consent, "consent"},
                                       {LegalBasis::contract, "contract"},
                                       {LegalBasis::legal_obligation, "legal_obligation"},
                                       {LegalBasis::vital_interests, "vital_interests"},
                                       {LegalBasis::public_task, "public_task"},
                                       {LegalBasis::legitimate_interests, "legitimate_interests"}};

constexpr Named<ConsentEventKind> kinds[] = {{ConsentEventKind::granted, "granted"},
                                             {ConsentEventKind::withdrawn, "withdrawn"},
                                             {ConsentEventKind::refused, "refused"},
                                             {ConsentEventKind::expired, "expired"}};

template <class Enum, std::size_t N>
std::string_view name_in(const Named<Enum> (&list)[N], Enum value) {
  for (const auto& one : list) {
    if (one.value == value) return one.name;
  }
  return "unknown";
}

template <class Enum, std::size_t N>
Result<Enum> parse_in(const Named<Enum> (&list)[N], std::string_view name) {
  for (const auto& one : list) {
    if (one.name == name) return one.value;
  }
  return LV_FAIL(invalid, "a name is not one of its closed list");
}

template <class Enum, std::size_t N>
Result<Enum> number_in(const Named<Enum> (&list)[N], std::uint8_t number) {
  for (const auto& one : list) {
    if (static_cast<std::uint8_t>(one.value) == number) return one.value;
  }
  return LV_FAIL(malformed, "a stored number is not one of its closed list");
}

} // namespace

std::string_view name_of(Stage stage) { return name_in(stages, stage); }
std::string_view name_of(SubjectKind kind) { return name_in(subject_kinds, kind); }
std::string_view name_of(Channel channel) { return name_in(channels, channel); }
std::string_view name_of(LegalBasis basis) { return name_in(bases, basis); }
std::string_view name_of(ConsentEventKind kind) { return name_in(kinds, kind); }
Result<Stage> parse_stage(std::string_view name) { return parse_in(stages, name); }
Result<SubjectKind> parse_subject_kind(std::string_view name) {
  return parse_in(subject_kinds, name);
}
Result<Channel> parse_channel(std::string_view name) { return parse_in(channels, name); }
Result<LegalBasis> parse_legal_basis(std::string_view name) { return parse_in(bases, name); }
Result<Stage> stage_of(std::uint8_t number) { return number_in(stages, number); }
Result<SubjectKind> subject_kind_of(std::uint8_t number) {
  return number_in(subject_kinds, number);
}
Result<Channel> channel_of(std::uint8_t number) { return number_in(channels, number); }

} // namespace lv::lead
