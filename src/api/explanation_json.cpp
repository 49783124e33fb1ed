#include "api/explanation_json.hpp"

#include "api/names.hpp"
#include "api/principal_views.hpp"

#include <algorithm>

namespace lv::api {
namespace {

using Outcome = policy::Explained::Outcome;

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
  case Outcome::value:
    return "value";
  case Outcome::masked:
    return "masked";
  case Outcome::withheld:
    return "withheld";
  case Outcome::permitted:
    return "permitted";
  case Outcome::denied:
    break;
  }
  return "denied";
}

std::string_view name_of(cedar::Effect effect) {
  return effect == cedar::Effect::permit ? "permit" : "forbid";
}

void write_mask(const std::optional<lead::MaskKind>& mask, JsonWriter& json) {
  write_text_or_null("mask", mask ? std::string(lead::name_of(*mask)) : "", json);
}

void write_place(std::uint32_t line, std::uint32_t column, JsonWriter& json) {
  json.member("line", std::int64_t{line});
  json.member("column", std::int64_t{column});
}

void write_rule(const policy::Rule& rule, JsonWriter& json) {
  const auto text = policy::text_of(rule);
  const auto line_ends = std::count(text.begin(), text.end(), '\n');
  json.begin_object();
  json.member("id", rule.id);
  json.member("effect", name_of(rule.policy->effect));
  json.member("file", rule.file);
  json.member("line", std::int64_t{rule.line});
  json.member("last_line", std::int64_t{rule.line} + line_ends);
  json.member("text", text);
  json.end_object();
}

void write_miss(const policy::NearMiss& miss, JsonWriter& json) {
  json.begin_object();
  json.member("id", miss.rule->id);
  json.member("file", miss.rule->file);
  json.member("line", std::int64_t{miss.rule->line});
  json.key("failed").begin_object();
  json.member("text", miss.failed.text);
  write_place(miss.failed.line, miss.failed.column, json);
  const auto& error = miss.failed.error;
  json.member("result", error ? "erred" : "failed");
  write_text_or_null("why", error ? std::string(cedar::describe(*error)) : "", json);
  json.key("saw").begin_object();
  for (const auto& one : miss.failed.saw) json.member(one.path, one.value);
  json.end_object();
  json.end_object();
  json.end_object();
}

void write_failure(const policy::PolicyFailure& failure, JsonWriter& json) {
  json.begin_object();
  json.member("id", failure.rule->id);
  json.member("file", failure.rule->file);
  write_place(failure.line, failure.column, json);
  json.member("why", cedar::describe(failure.why));
  json.end_object();
}

void write_decision(const lead::Catalogue& catalogue, const policy::Explained& decision,
                    JsonWriter& json) {
  const bool of_field = decision.field != lead::FieldId{};
  const bool is_missing = decision.missing != lead::PurposeId{};
  json.begin_object();
  write_text_or_null("field", of_field ? field_name(catalogue, decision.field) : "", json);
  json.member("outcome", name_of(decision.outcome));
  write_text_or_null("code", decision.code, json);
  write_text_or_null("kind", decision.kind ? std::string(code_name(*decision.kind)) : "", json);
  write_mask(decision.mask, json);
  json.key("policies").begin_array();
  for (const auto* rule : decision.policies) write_rule(*rule, json);
  json.end_array();
  write_text_or_null("missing_consent", is_missing ? purpose_name(catalogue, decision.missing) : "",
                     json);
  json.key("nearest").begin_array();
  for (const auto& miss : decision.nearest) write_miss(miss, json);
  json.end_array();
  json.key("errors").begin_array();
  for (const auto& failure : decision.failures) write_failure(failure, json);
  json.end_array();
  json.end_object();
}

void write_asked_principal(const lead::Catalogue& catalogue, const vault::PolicyCase& asked,
                           JsonWriter& json) {
  json.begin_object();
  write_principal_members(catalogue, asked.principal, json);
  json.key("purposes").begin_array();
  for (const auto purpose : asked.acting.purposes) json.value(purpose_name(catalogue, purpose));
  json.end_array();
  json.end_object();
}

} // namespace

void write_policies(const policy::Policies& policies, JsonWriter& json) {
  json.begin_object();
  json.member("policy_set", to_hex(policies.digest()));
  json.member("catalogue", to_hex(policies.catalogue_digest()));
  json.key("files").begin_array();
  for (const auto& file : policies.texts().files)
    json.begin_object().member("name", file.name).member("text", file.text).end_object();
  json.end_array();
  json.member("schema", policies.texts().schema);
  json.key("policies").begin_array();
  for (const auto& rule : policies.rules()) {
    json.begin_object();
    json.member("number", std::int64_t{rule.number});
    json.member("id", rule.id);
    json.member("effect", name_of(rule.policy->effect));
    write_text_or_null("code", rule.code, json);
    write_mask(rule.mask, json);
    json.member("file", rule.file);
    json.member("line", std::int64_t{rule.line});
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_explanation(const vault::PolicyQuestion& question, const vault::PolicyCase& asked,
                       const policy::Explanation& explanation, JsonWriter& json) {
  const auto& policies = *explanation.policies;
  const auto& catalogue = policies.catalogue();
  const bool has_purpose = question.purpose != lead::PurposeId{};
  json.begin_object();
  json.member("policy_set", to_hex(policies.digest()));
  json.key("principal");
  write_asked_principal(catalogue, asked, json);
  json.member("action", action_name(catalogue, question.action.number));
  write_text_or_null("purpose", has_purpose ? purpose_name(catalogue, question.purpose) : "", json);
  write_text_or_null("lead", question.lead ? to_text(*question.lead) : "", json);
  json.key("decisions").begin_array();
  for (const auto& decision : explanation.decisions) write_decision(catalogue, decision, json);
  json.end_array();
  json.end_object();
}

} // namespace lv::api
