#include "api/policy_question.hpp"

#include "api/field_list.hpp"
#include "api/lead_input.hpp"

namespace lv::api {
namespace {

constexpr std::int64_t purposes_max = 64;

template <class Tag>
std::optional<Id<Tag>> read_id(ObjectReader& reader, std::string_view name) {
  const auto* text = reader.text(name, Need::optional, Span{1, 64});
  if (text == nullptr) return std::nullopt;
  if (auto id = parse_id<Tag>(*text)) return *id;
  reader.note(name, "id-syntax", "this is not such an id");
  return std::nullopt;
}

class QuestionReader {
public:
  QuestionReader(const JsonValue& body, const lead::Catalogue& catalogue, Violations& violations)
      : reader_(
            body, "", violations,
            {"principal", "credential", "action", "lead", "lead_attributes", "purpose", "fields"}),
        catalogue_(catalogue), violations_(violations) {}

  vault::PolicyQuestion read() {
    if (const auto* name = reader_.text("principal", Need::required, Span{1, 64}))
      question_.principal.assign(name->begin(), name->end());
    question_.credential = read_id<CredentialTag>(reader_, "credential");
    read_action();
    if (const auto* name =
            reader_.text("purpose", reads_ ? Need::required : Need::optional, Span{1, 64}))
      question_.purpose = purpose_named(*name, "/purpose");
    question_.lead = read_id<LeadTag>(reader_, "lead");
    if (const auto* given = reader_.object("lead_attributes", Need::optional))
      read_attributes(*given);
    check_lead();
    if (reads_) read_fields();
    return std::move(question_);
  }

private:
  void read_action() {
    std::string_view name = "readField";
    if (const auto* given = reader_.text("action", Need::optional, Span{1, 64})) name = *given;
    const auto* action = catalogue_.action(name);
    if (action == nullptr)
      return reader_.note("action", "unknown-action", "the catalogue has no such action");
    question_.action = policy::Action{action->id};
    masks_ = name == "readMasked";
    reads_ = masks_ || name == "readField" || name == "exportLeads";
  }

  // Only reading looks at a lead: what else is asked about is decided before any lead is.
  void check_lead() {
    const bool both = reader_.has("lead") && reader_.has("lead_attributes");
    const bool neither = !reader_.has("lead") && !reader_.has("lead_attributes");
    if (reads_ && (both || neither) && reader_.is_object())
      violations_.push_back({"", "exactly-one", "give exactly one of lead and lead_attributes"});
    if (reads_) return;
    for (const auto* name : {"lead", "lead_attributes", "fields"}) {
      if (reader_.has(name))
        reader_.note(name, "not-taken", "the action is decided once, before any lead is looked at");
    }
  }

  void read_fields() {
    const Span count{1, static_cast<std::int64_t>(limits::field_id_max)};
    if (const auto* array = reader_.array("fields", Need::optional, count)) {
      const auto names = unique_texts(*array, "/fields", Span{1, 80}, violations_);
      question_.fields = fields_of_body(catalogue_, names, violations_);
    } else if (!reader_.has("fields")) {
      for (const auto& field : catalogue_.fields())
        question_.fields.push_back({field.id, policy::View::value});
    }
    if (!masks_) return;
    for (auto& ask : question_.fields) ask.view = policy::View::mask;
  }

  lead::PurposeId purpose_named(std::string_view name, const std::string& pointer) {
    if (const auto* purpose = catalogue_.purpose(name)) return purpose->id;
    violations_.push_back({pointer, "unknown-purpose", "the catalogue has no such purpose"});
    return {};
  }

  void read_attributes(const JsonValue& given) {
    ObjectReader reader(
        given, "/lead_attributes", violations_,
        {"stage", "channel", "subject_kind", "residency", "consents", "legal_bases"});
    auto& facts = question_.imagined;
    facts.stage =
        reader.choice("stage", Need::optional, lead::parse_stage).value_or(lead::Stage::new_lead);
    facts.channel = reader.choice("channel", Need::optional, lead::parse_channel)
                        .value_or(lead::Channel::other);
    facts.subject_kind = reader.choice("subject_kind", Need::optional, lead::parse_subject_kind)
                             .value_or(lead::SubjectKind::person);
    facts.residency = read_country(reader, "residency");
    read_bases(reader, "consents", lead::LegalBasis::consent);
    read_bases(reader, "legal_bases", lead::LegalBasis::legitimate_interests);
  }

  void read_bases(ObjectReader& reader, std::string_view member, lead::LegalBasis basis) {
    const auto* array = reader.array(member, Need::optional, Span{0, purposes_max});
    if (array == nullptr) return;
    const auto at = reader.pointer_of(member);
    for (const auto& name : unique_texts(*array, at, Span{1, 64}, violations_)) {
      lead::ConsentEvent event;
      event.purpose = purpose_named(name, at);
      event.sequence = question_.imagined.consents.next_sequence();
      event.basis = basis;
      if (question_.imagined.consents.in_force(event.purpose, Time{}) != nullptr)
        reader.note(member, "duplicate", "a purpose has one basis: a consent or another one");
      question_.imagined.consents.apply(event);
    }
  }

  ObjectReader reader_;
  const lead::Catalogue& catalogue_;
  Violations& violations_;
  vault::PolicyQuestion question_;
  bool reads_ = true; // field by field
  bool masks_ = false;
};

} // namespace

vault::PolicyQuestion read_policy_question(const JsonValue& body, const lead::Catalogue& catalogue,
                                           Violations& violations) {
  return QuestionReader(body, catalogue, violations).read();
}

} // namespace lv::api
