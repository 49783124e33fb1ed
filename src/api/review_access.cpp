#include "api/access_output.hpp"
#include "api/endpoints.hpp"
#include "api/filters.hpp"

#include "leadvault/vault/bound_caller.hpp"

#include <algorithm>

namespace lv::api {
namespace {

enum class Form { json, csv };

std::optional<Form> parse_form(std::string_view name) {
  if (name == "json") return Form::json;
  if (name == "csv") return Form::csv;
  return std::nullopt;
}

struct Asked {
  const lead::RoleDef* role = nullptr; // null: all
  PrincipalId principal;               // zero: all, and the roles
  Form form = Form::json;
};

Asked read_query(Call& call) {
  const auto known_role = [&call](std::string_view name) -> std::optional<const lead::RoleDef*> {
    const auto* role = call.catalogue().role(name);
    return role == nullptr ? std::nullopt : std::optional(role);
  };
  Asked asked;
  asked.role = query_choice(call, "role", known_role).value_or(nullptr);
  asked.principal = query_id<PrincipalTag>(call, "principal");
  asked.form = query_choice(call, "format", parse_form).value_or(Form::json);
  return asked;
}

// Each role alone, of a user and of a client, with every purpose taken as bound.
void add_roles(const Call& call, const Asked& asked, std::vector<AccessSubject>& subjects) {
  for (const auto& role : call.catalogue().roles()) {
    if (asked.role != nullptr && asked.role->id != role.id) continue;
    for (const auto kind : {policy::PrincipalKind::user, policy::PrincipalKind::client}) {
      AccessSubject subject;
      subject.kind = AccessSubject::Kind::role;
      subject.name = role.name;
      subject.label = role.label;
      subject.caller.tenant = call.caller.tenant;
      subject.caller.kind = kind;
      subject.caller.principal = make_id<PrincipalTag>(); // leads may be assigned to it
      subject.caller.roles.push_back(role.id);
      for (const auto& purpose : call.catalogue().purposes())
        subject.caller.purposes.push_back(purpose.id);
      subjects.push_back(std::move(subject));
    }
  }
}

Result<void> add_principals(const Call& call, const Asked& asked,
                            std::vector<AccessSubject>& subjects) {
  const auto& directory = call.services.parts.directory;
  auto rows = directory.principals(call.caller.tenant);
  const auto left_out = [&](const store::PrincipalRow& row) {
    if (row.standing != store::Standing::active) return true;
    if (!asked.principal.is_zero() && row.principal != asked.principal) return true;
    return asked.role != nullptr &&
           std::find(row.roles.begin(), row.roles.end(), asked.role->id) == row.roles.end();
  };
  rows.erase(std::remove_if(rows.begin(), rows.end(), left_out), rows.end());
  if (rows.empty() && !asked.principal.is_zero())
    return LV_FAIL(not_found, "there is no such active principal");
  if (rows.size() > limits::review_principals_max)
    return LV_FAIL(too_large, "too many principals for one review: ask by role or principal");
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  for (const auto& row : rows) {
    const auto credentials = vault::valid_credentials(directory, row, call.now());
    AccessSubject subject;
    subject.name = row.name;
    subject.caller = vault::caller_like(row, credentials);
    for (const auto& one : credentials) subject.credentials_expire_at.push_back(one.expires_at);
    subjects.push_back(std::move(subject));
  }
  return {};
}

} // namespace

Task<http::Response> review_access(Call& call) {
  const auto asked = read_query(call);
  LV_CO_CHECK(check_input(call));
  const auto policies = call.services.parts.decider.policies();
  Access access;
  access.policy_set = policies->digest();
  access.generated_at = call.now();
  if (asked.principal.is_zero()) add_roles(call, asked, access.subjects);
  LV_CO_CHECK(add_principals(call, asked, access.subjects));

  // Who asks is in the log, before the answer leaves.
  policy::Caller caller = call.caller;
  audit::Body entry =
      audit::SystemBody{0, Position{}, access.subjects.size(), LeadId{}, access.policy_set};
  LV_CO_CHECK(co_await call.vault().note(std::move(caller), call.policy_set(),
                                         audit::EntryKind::access_reviewed, std::move(entry)));
  std::function<Result<void>(const ReportTime&)> review =
      [&](const ReportTime& time) -> Result<void> {
    policy::Reviewer reviewer(policies, access.generated_at);
    for (auto& subject : access.subjects) {
      LV_CHECK(time.check());
      subject.reviewed = reviewer.review(subject.caller);
    }
    return {};
  };
  LV_CO_CHECK(co_await call.services.reports.make<void>(std::move(review)));
  JsonWriter json;
  if (asked.form == Form::json) {
    write_access(call.catalogue(), access, json);
    co_return json_response(200, json);
  }
  http::Response response;
  response.content_type = "text/csv; charset=utf-8; header=present";
  response.body = access_csv(call.catalogue(), access);
  co_return response;
}

} // namespace lv::api
