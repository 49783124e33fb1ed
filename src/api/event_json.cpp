#include "api/event_json.hpp"

#include "api/names.hpp"

namespace lv::api {
namespace {

template <class Tag>
std::string text_or_empty(const Id<Tag>& id) {
  return id.is_zero() ? std::string() : to_text(id);
}

struct BodyWriter {
  const policy::Policies& in_force;
  const lead::Catalogue& catalogue;
  const Digest& policy_set; // of the entry: what its numbers of policies count in
  JsonWriter& json;

  void fields(std::string_view name, const lead::FieldSet& set) {
    json.key(name).begin_array();
    for (const auto field : set.to_vector()) json.value(field_name(catalogue, field));
    json.end_array();
  }
  void reason(std::uint16_t code) {
    write_text_or_null("reason", code == 0 ? "" : std::string(code_name(static_cast<Errc>(code))),
                       json);
  }
  void policies(const ShortList<std::uint16_t>& deciding) {
    json.key("policies").begin_array();
    for (const auto number : deciding) json.value(policy_name(number));
    json.end_array();
  }
  // Of another set than that in force only the number is known here; its text is in the log.
  std::string policy_name(std::uint16_t number) const {
    const auto& rules = in_force.rules();
    const bool is_known = policy_set == in_force.digest() && number >= 1 && number <= rules.size();
    return is_known ? rules[number - 1U].id : "#" + std::to_string(number);
  }
  void lead(const LeadId& id) { json.begin_object().member("id", to_text(id)); }

  void operator()(const audit::ReleaseBody& body) {
    for (const auto& touch : body.leads) {
      lead(touch.lead);
      json.member("version", touch.version);
      fields("released", touch.released);
      fields("masked", touch.masked);
      fields("withheld", touch.withheld);
      reason(touch.reason);
      write_text_or_null("consent", text_or_empty(touch.consent), json);
      policies(touch.policies);
      json.end_object();
    }
  }
  void operator()(const audit::DenialBody& body) {
    if (body.lead.is_zero()) return;
    lead(body.lead);
    fields("withheld", body.fields);
    reason(body.reason);
    policies(body.policies);
    json.end_object();
  }
  void operator()(const audit::SearchBody& body) {
    for (const auto& hit : body.hits) {
      lead(hit);
      json.end_object();
    }
  }
  void operator()(const audit::WriteBody& body) {
    lead(body.lead);
    json.member("version", body.version);
    fields("set", body.set);
    fields("cleared", body.cleared);
    json.end_object();
  }
  void operator()(const audit::ConsentBody& body) {
    lead(body.lead);
    json.member("consent", to_text(body.event.id));
    json.member("consent_purpose", purpose_name(catalogue, body.event.purpose));
    json.end_object();
  }
  void operator()(const audit::ObjectBody&) {}
  void operator()(const audit::PolicyBody&) {}
  void operator()(const audit::SystemBody& body) { concerned(body.lead); }
  void operator()(const audit::QuestionBody& body) { concerned(body.lead); }
  void concerned(const LeadId& id) {
    if (id.is_zero()) return;
    lead(id);
    json.end_object();
  }
};

std::uint16_t action_of(const audit::Body& body) {
  if (const auto* release = std::get_if<audit::ReleaseBody>(&body)) return release->action;
  if (const auto* denial = std::get_if<audit::DenialBody>(&body)) return denial->action;
  if (const auto* search = std::get_if<audit::SearchBody>(&body)) return search->action;
  if (const auto* question = std::get_if<audit::QuestionBody>(&body)) return question->action;
  return 0;
}

std::string decision_of(audit::EntryKind kind) {
  if (kind == audit::EntryKind::release) return "permitted";
  return kind == audit::EntryKind::denial ? "denied" : "";
}

// Of what kind the object is that an ObjectBody names.
std::string object_text(const audit::Entry& entry) {
  if (const auto* asked = std::get_if<audit::QuestionBody>(&entry.body))
    return to_text(asked->principal);
  const auto* body = std::get_if<audit::ObjectBody>(&entry.body);
  if (body == nullptr) return {};
  switch (entry.kind) {
  case audit::EntryKind::principal_created:
  case audit::EntryKind::principal_changed:
    return to_text(PrincipalId{body->object});
  case audit::EntryKind::credential_created:
  case audit::EntryKind::credential_revoked:
    return to_text(CredentialId{body->object});
  case audit::EntryKind::tenant_created:
    return to_text(TenantId{body->object});
  case audit::EntryKind::import_opened:
    return to_text(JobId{body->object});
  case audit::EntryKind::key_created:
    return to_text(KeyId{body->object});
  default:
    return to_hex(body->object);
  }
}

// The operator of the installation acts in tenants that are not its own.
std::string principal_name(const vault::Directory& directory, const audit::Entry& entry) {
  auto found = directory.principal(entry.tenant, entry.principal);
  if (!found) found = directory.principal(system_tenant, entry.principal);
  return found ? found->name : std::string();
}

// What a denial that concerns no lead was for.
std::string reason_of(const audit::Body& body) {
  const auto* denial = std::get_if<audit::DenialBody>(&body);
  if (denial == nullptr || denial->reason == 0) return {};
  return std::string(code_name(static_cast<Errc>(denial->reason)));
}

} // namespace

void write_event(const policy::Policies& in_force, const vault::Directory& directory,
                 const audit::IndexedEntry& event, JsonWriter& json) {
  const auto& catalogue = in_force.catalogue();
  const auto& [logged, entry] = event;
  const auto action = action_of(entry.body);
  const bool has_purpose = entry.purpose.value != 0;
  json.begin_object();
  json.member("id", to_text(logged.entry));
  json.member("time", to_text(entry.time));
  json.member("kind", kind_name(entry.kind));
  write_text_or_null("action", action == 0 ? "" : action_name(catalogue, action), json);
  write_text_or_null("decision", decision_of(entry.kind), json);
  write_text_or_null("reason", reason_of(entry.body), json);
  write_text_or_null("principal", text_or_empty(entry.principal), json);
  write_text_or_null("principal_name", principal_name(directory, entry), json);
  write_text_or_null("credential", text_or_empty(entry.credential), json);
  write_text_or_null("purpose", has_purpose ? purpose_name(catalogue, entry.purpose) : "", json);
  write_text_or_null("object", object_text(entry), json);
  json.key("leads").begin_array();
  std::visit(BodyWriter{in_force, catalogue, entry.policy_set, json}, entry.body);
  json.end_array();
  json.member("policy_set", to_hex(entry.policy_set));
  write_text_or_null("request_id", text_or_empty(entry.request), json);
  json.member("index", logged.index);
  json.member("log", to_text(logged.log));
  json.member("leaf", to_base64(logged.leaf));
  json.end_object();
}

} // namespace lv::api
