#include "api/differences_json.hpp"
#include "api/endpoints.hpp"
#include "api/filters.hpp"
#include "api/index_wait.hpp"

namespace lv::api {
namespace {

using SharedPolicies = std::shared_ptr<const policy::Policies>;

struct Asked {
  policy::PolicyTexts texts;
  Time from;
  Time to;
  std::optional<std::string> cursor;
};

constexpr Span text_bytes{0, limits::policy_texts_bytes_max};

std::string plain(const SecretText* text) {
  return text == nullptr ? std::string() : std::string(text->begin(), text->end());
}

std::vector<policy::PolicyFile> read_files(Call& call, ObjectReader& reader) {
  std::vector<policy::PolicyFile> files;
  const Span count{1, limits::policy_files_max};
  const auto* array = reader.array("files", Need::required, count);
  if (array == nullptr) return files;
  for (std::size_t i = 0; i < array->size(); ++i) {
    ObjectReader file((*array)[i], "/files/" + std::to_string(i), call.violations,
                      {"name", "text"});
    auto name = plain(file.text("name", Need::required, Span{1, 255}));
    auto text = plain(file.text("text", Need::required, text_bytes));
    if (!files.empty() && name <= files.back().name)
      file.note("name", "order", "names of files ascend, and none stands twice");
    files.push_back({std::move(name), std::move(text)});
  }
  return files;
}

Asked read_diff(Call& call) {
  Asked asked;
  ObjectReader reader(call.body, "", call.violations, {"schema", "files", "from", "to", "cursor"});
  asked.texts.schema = plain(reader.text("schema", Need::required, text_bytes));
  asked.texts.files = read_files(call, reader);
  asked.from = reader.time("from", Need::required).value_or(Time{});
  asked.to = reader.time("to", Need::required).value_or(Time{});
  if (asked.to < asked.from) reader.note("to", "out-of-range", "this must not be before `from`");
  if (const auto* cursor = reader.text("cursor", Need::optional, Span{1, 1'024}))
    asked.cursor = plain(cursor);
  return asked;
}

// "sales.cedar:12:3" as the member that holds the file, and the place in it before the sentence.
Violation as_member(const policy::PolicyTexts& texts, Violation finding) {
  const auto colon = finding.pointer.find(':');
  const auto file = finding.pointer.substr(0, colon);
  if (colon != std::string::npos)
    finding.detail = finding.pointer.substr(colon + 1) + ": " + finding.detail;
  finding.pointer = file == policy::schema_file ? "/schema" : "/files";
  for (std::size_t i = 0; i < texts.files.size(); ++i) {
    if (texts.files[i].name == file) finding.pointer = "/files/" + std::to_string(i);
  }
  return finding;
}

Task<SharedPolicies> compiled(Call& call, const policy::PolicyTexts& texts) {
  auto& services = call.services;
  if (auto known = services.candidates.find(call.caller.tenant, texts)) co_return known;
  Violations findings;
  std::function<Result<SharedPolicies>(const ReportTime&)> compile = [&](const ReportTime&) {
    return policy::Policies::make(texts, services.parts.catalogue, findings);
  };
  auto made = co_await services.reports.make<SharedPolicies>(std::move(compile));
  if (!made && findings.empty()) co_return made.error();
  for (auto& finding : findings) call.violations.push_back(as_member(texts, std::move(finding)));
  LV_CO_CHECK(check_input(call));
  services.candidates.keep(call.caller.tenant, *made);
  co_return *made;
}

Bytes filter_bytes(const Asked& asked, const policy::Policies& in_force,
                   const policy::Policies& candidate) {
  ByteWriter out;
  out.raw(in_force.digest());
  out.raw(candidate.digest());
  out.i64(asked.from.us);
  out.i64(asked.to.us);
  return out.take();
}

} // namespace

Task<http::Response> diff_policies(Call& call) {
  const auto asked = read_diff(call);
  LV_CO_CHECK(check_input(call));
  // What a set of the caller's own tells apart is what the list of leads and their consents tell.
  for (const auto* needed : {"listLeads", "readConsent"}) {
    policy::Caller caller = call.caller;
    const auto action = action_named(call, needed).number;
    LV_CO_TRY(decided_by,
              co_await call.vault().permit(std::move(caller), action, lead::PurposeId{}));
    if (decided_by != call.policy_set())
      co_return LV_FAIL(moved, "the policies have changed; try again");
  }
  LV_CO_TRY(candidate, co_await compiled(call, asked.texts));
  const auto& parts = call.services.parts;
  const auto in_force = parts.decider.policies(); // what the entry names
  if (in_force->digest() != call.policy_set())
    co_return LV_FAIL(moved, "the policies have changed; try again");
  const auto scope = cursor_scope(call, filter_bytes(asked, *in_force, *candidate));
  LV_CO_TRY(place, cursor_place(call, scope, asked.cursor));
  audit::IndexQuery query;
  query.tenant = call.caller.tenant;
  query.from = asked.from;
  query.until = asked.to;
  query.kinds = deciding_kinds();
  query.before = Position{place};
  query.limit = limits::page_size_max;
  LV_CO_CHECK(co_await catch_up(parts));
  LV_CO_TRY(entries, parts.audit_index.query(query));
  LV_CO_TRY(past, co_await past_decisions(call, entries));

  // Who asks is in the log, before the answer leaves.
  policy::Caller caller = call.caller;
  audit::Body entry = audit::SystemBody{0, Position{}, past.entries, LeadId{}, candidate->digest()};
  LV_CO_CHECK(co_await call.vault().note(std::move(caller), call.policy_set(),
                                         audit::EntryKind::policy_compared, std::move(entry)));
  std::function<Result<Differences>(const ReportTime&)> compare = [&](const ReportTime& time) {
    policy::Comparison comparison(in_force, candidate, call.now());
    return differences(past, comparison, time);
  };
  LV_CO_TRY(found, co_await call.services.reports.make<Differences>(std::move(compare)));

  JsonWriter json;
  json.begin_object();
  json.member("policy_set", to_hex(in_force->digest()));
  json.member("new_policy_set", to_hex(candidate->digest()));
  json.member("entries", past.entries);
  json.member("decisions", std::uint64_t{past.count()});
  json.member("unknown", past.unknown);
  json.member("drifted", found.drifted);
  json.member("changed", found.changed);
  json.key("changes");
  write_changes(call, found, json);
  const bool more = past.entries < entries.size() || entries.size() == query.limit;
  const auto next = more ? entries[past.entries - 1].logged.position.value : std::uint64_t{0};
  LV_CO_CHECK(write_next_cursor(call, scope, next, json));
  json.end_object();
  co_return json_response(200, json);
}

} // namespace lv::api
