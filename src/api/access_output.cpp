#include "api/access_output.hpp"

#include "api/csv_writer.hpp"
#include "api/names.hpp"

namespace lv::api {
namespace {

std::string_view kind_of(const AccessSubject& subject) {
  return subject.caller.kind == policy::PrincipalKind::client ? "client" : "user";
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const auto& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

class AccessWriter {
public:
  AccessWriter(const lead::Catalogue& catalogue, JsonWriter& json)
      : catalogue_(catalogue), json_(json) {}

  void subject(const AccessSubject& subject) {
    json_.begin_object();
    if (subject.is_role()) {
      json_.member("role", subject.name).member("label", subject.label);
    } else {
      json_.member("id", to_text(subject.caller.principal)).member("name", subject.name);
    }
    json_.member("kind", kind_of(subject));
    if (!subject.is_role()) principal_members(subject);
    json_.key("grants").begin_array();
    for (const auto& one : subject.reviewed.reads) grant(one);
    json_.end_array();
    json_.key("actions").begin_array();
    for (const auto& one : subject.reviewed.actions) action(one);
    json_.end_array();
    json_.end_object();
  }

private:
  void principal_members(const AccessSubject& subject) {
    json_.key("roles").begin_array();
    for (const auto role : subject.caller.roles) json_.value(role_name(catalogue_, role));
    json_.end_array();
    json_.key("purposes").begin_array();
    for (const auto purpose : subject.caller.purposes)
      json_.value(purpose_name(catalogue_, purpose));
    json_.end_array();
    json_.key("credentials_expire_at").begin_array();
    for (const auto time : subject.credentials_expire_at) json_.value(to_text(time));
    json_.end_array();
  }

  void grant(const policy::ReadGrant& grant) {
    json_.begin_object();
    json_.member("purpose", purpose_name(catalogue_, grant.purpose));
    json_.member("class", name_of(grant.sensitivity));
    json_.member("outcome", name_of(grant.outcome));
    if (grant.extent == policy::ReadGrant::Extent::some_fields) {
      json_.key("fields").begin_array();
      for (const auto field : grant.fields) json_.value(field_name(catalogue_, field));
      json_.end_array();
    }
    json_.key("needs").begin_array();
    for (const auto& need : grant.needs) json_.value(need);
    json_.end_array();
    json_.end_object();
  }

  void action(const policy::ActionGrant& grant) {
    json_.begin_object();
    json_.member("action", action_name(catalogue_, grant.action));
    json_.key("without_purpose").boolean(grant.bare == policy::ActionGrant::Bare::allowed);
    json_.key("purposes").begin_array();
    for (const auto purpose : grant.purposes) json_.value(purpose_name(catalogue_, purpose));
    json_.end_array();
    json_.end_object();
  }

  const lead::Catalogue& catalogue_;
  JsonWriter& json_;
};

} // namespace

void write_access(const lead::Catalogue& catalogue, const Access& access, JsonWriter& json) {
  AccessWriter writer(catalogue, json);
  json.begin_object();
  json.member("policy_set", to_hex(access.policy_set));
  json.member("generated_at", to_text(access.generated_at));
  json.key("roles").begin_array();
  for (const auto& subject : access.subjects)
    if (subject.is_role()) writer.subject(subject);
  json.end_array();
  json.key("principals").begin_array();
  for (const auto& subject : access.subjects)
    if (!subject.is_role()) writer.subject(subject);
  json.end_array();
  json.end_object();
}

SecretText access_csv(const lead::Catalogue& catalogue, const Access& access) {
  SecretText out;
  for (const auto* column :
       {"subject_kind", "subject", "roles", "purpose", "class", "outcome", "fields", "needs"})
    append_csv_cell(out, column);
  end_csv_record(out);
  for (const auto& subject : access.subjects) {
    std::vector<std::string> roles;
    for (const auto role : subject.caller.roles) roles.push_back(role_name(catalogue, role));
    for (const auto& grant : subject.reviewed.reads) {
      std::vector<std::string> fields;
      for (const auto field : grant.fields) fields.push_back(field_name(catalogue, field));
      append_csv_cell(out, std::string(kind_of(subject)) + (subject.is_role() ? " role" : ""));
      append_csv_cell(out, subject.name);
      append_csv_cell(out, joined(roles, " "));
      append_csv_cell(out, purpose_name(catalogue, grant.purpose));
      append_csv_cell(out, name_of(grant.sensitivity));
      append_csv_cell(out, name_of(grant.outcome));
      append_csv_cell(out, joined(fields, " "));
      append_csv_cell(out, joined(grant.needs, "; "));
      end_csv_record(out);
    }
  }
  return out;
}

} // namespace lv::api
