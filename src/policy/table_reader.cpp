#include "policy/table_reader.hpp"

#include "policy/place.hpp"
#include "policy/scene.hpp"

#include <algorithm>

namespace lv::policy {
namespace {

constexpr std::int64_t incidents_max = 100;

bool is_sorted_without_repeats(const std::vector<std::string>& texts) {
  return std::adjacent_find(texts.begin(), texts.end(), std::greater_equal<>()) == texts.end();
}

} // namespace

void TableReader::unknown(const std::string& pointer, const char* what) {
  findings_.note(pointer, "unknown-name", std::string("this is no ") + what);
}

std::optional<std::size_t> TableReader::choice(const Members& given, std::string_view name,
                                               std::initializer_list<std::string_view> words,
                                               std::optional<std::size_t> otherwise) {
  if (!given.has(name) && otherwise) return otherwise;
  const auto word = given.required_text(name);
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  std::string all;
  for (const auto one : words) all += (all.empty() ? "" : " or ") + std::string(one);
  if (given.has(name)) given.note(name, "unknown-name", "this must be " + all);
  return std::nullopt;
}

ShortList<lead::PurposeId> TableReader::purposes(const Members& given, std::string_view name) {
  ShortList<lead::PurposeId> purposes;
  for (const auto& [word, pointer] : given.texts(name)) {
    const auto* purpose = catalogue_.purpose(word);
    if (purpose == nullptr) {
      unknown(pointer, "purpose of purposes.toml");
    } else {
      purposes.push_back(purpose->id);
    }
  }
  std::sort(purposes.begin(), purposes.end());
  return purposes;
}

void TableReader::read_principal(const Members& given, Caller& caller) {
  given.allow_only({"kind", "roles", "purposes"});
  caller.tenant = make_id<TenantTag>();
  caller.principal = make_id<PrincipalTag>();
  const auto kind = choice(given, "kind", {"client", "user"}, std::nullopt);
  caller.kind = kind == 1U ? PrincipalKind::user : PrincipalKind::client;
  for (const auto& [word, pointer] : given.texts("roles")) {
    const auto* role = catalogue_.role(word);
    if (role == nullptr) {
      unknown(pointer, "role of roles.toml");
    } else {
      caller.roles.push_back(role->id);
    }
  }
  std::sort(caller.roles.begin(), caller.roles.end());
  caller.purposes = purposes(given, "purposes");
}

// What the vault knows of a lead: for each purpose one basis at a time.
void TableReader::read_bases(const Members& given, LeadFacts& facts) {
  for (const auto& [name, basis] : {std::pair("consents", lead::LegalBasis::consent),
                                    std::pair("legal_bases", lead::LegalBasis::contract)}) {
    for (const auto purpose : purposes(given, name)) {
      if (facts.consents.in_force(purpose, table_now) != nullptr) {
        given.note(name, "second-basis",
                   "the vault keeps one basis for a purpose: consents and "
                   "legal_bases name each purpose once");
      }
      lead::ConsentEvent event;
      event.id = make_id<ConsentTag>();
      event.purpose = purpose;
      event.sequence = facts.consents.next_sequence();
      event.basis = basis;
      event.time = table_now;
      facts.consents.apply(event);
    }
  }
}

void TableReader::read_lead(const Members& given, TableCase& out) {
  given.allow_only({"tenant", "stage", "channel", "subject_kind", "residency", "consents",
                    "legal_bases", "objections", "restricted", "erased", "assigned", "incidents"});
  auto& lead = out.lead;
  lead.lead = make_id<LeadTag>();
  const auto tenant = choice(given, "tenant", {"own", "other"}, 0);
  lead.tenant = tenant == 1U ? make_id<TenantTag>() : out.caller.tenant;
  const auto named = [&](const char* name, const char* otherwise, const auto& parse, auto& to) {
    const auto parsed = parse(given.text(name).value_or(otherwise));
    if (parsed) {
      to = *parsed;
    } else {
      unknown(given.find(name).pointer, name);
    }
  };
  named("stage", "new", lead::parse_stage, lead.stage);
  named("channel", "website", lead::parse_channel, lead.channel);
  named("subject_kind", "person", lead::parse_subject_kind, lead.subject_kind);
  lead.residency = given.text("residency").value_or("");
  read_bases(given, lead);
  lead.objections = purposes(given, "objections");
  if (given.flag("restricted").value_or(false)) lead.processing = LeadFacts::Processing::restricted;
  if (given.flag("erased").value_or(false)) lead.presence = LeadFacts::Presence::erased;
  if (given.has("assigned")) {
    const auto assigned = choice(given, "assigned", {"caller", "other"}, std::nullopt);
    lead.assigned_to = assigned == 0U ? out.caller.principal : make_id<PrincipalTag>();
    if (assigned == 0U && out.caller.kind != PrincipalKind::user) {
      given.note("assigned", "client-assigned", "leads are assigned to users, not to clients");
    }
  }
  const auto incidents = given.number("incidents").value_or(0);
  if (incidents > incidents_max) given.note("incidents", "too-many", "these are at most 100");
  for (std::int64_t i = 0; i < std::min(incidents, incidents_max); ++i) {
    lead.incidents.push_back(make_id<IncidentTag>());
  }
}

void TableReader::read_question(const Members& given, TableCase& out) {
  out.action = given.required_text("action");
  const bool is_known = catalogue_.action(out.action) != nullptr;
  if (!is_known && given.has("action"))
    given.note("action", "unknown-name", "this is no action of actions.toml");
  if (const auto name = given.text("purpose")) {
    const auto* purpose = catalogue_.purpose(*name);
    if (purpose == nullptr) {
      unknown(given.find("purpose").pointer, "purpose of purposes.toml");
    } else {
      out.purpose = purpose->id;
    }
  }
  for (const auto& [word, pointer] : given.texts("fields")) {
    out.fields.push_back(catalogue_.field(word));
    if (out.fields.back() == nullptr) unknown(pointer, "field of fields.toml");
  }
  if (given.has("export")) {
    const auto facts = given.inner("export");
    facts.allow_only({"records_today", "approved"});
    out.exported.emplace();
    out.exported->records_today = facts.number("records_today").value_or(0);
    const bool approved = facts.flag("approved").value_or(false);
    if (approved) out.exported->approval = ExportFacts::Approval::given;
  }
  if (reads_fields(out.action)) {
    if (out.fields.empty()) given.note("fields", "missing-member", "a reading needs its fields");
    if (!given.has("purpose")) given.note("purpose", "missing-member", "a reading needs a purpose");
  } else if (is_known) {
    for (const auto* name : {"fields", "export", "mask"}) {
      if (given.has(name))
        given.note(name, "no-reading", "only readField and readMasked have this");
    }
  }
}

void TableReader::read_answer(const Members& given, TableCase& out) {
  const auto decision = choice(given, "decision", {"allow", "deny"}, std::nullopt);
  const bool allows = decision == 0U;
  out.decision = allows ? cedar::Decision::allow : cedar::Decision::deny;
  if (!given.has("reasons")) {
    given.note("reasons", "missing-member", "the ids of the policies that determine it, or []");
  }
  for (auto& [id, pointer] : given.texts("reasons")) out.reasons.push_back(std::move(id));
  if (!is_sorted_without_repeats(out.reasons)) {
    given.note("reasons", "not-sorted", "ids stand in ascending order, each once");
  }
  out.code = given.text("code").value_or("");
  if (allows && given.has("code")) given.note("code", "no-denial", "only a denial has a code");
  if (!given.has("mask")) return;
  out.mask = lead::parse_mask_kind(given.text("mask").value_or(""));
  if (!out.mask) given.note("mask", "unknown-name", "this is no mask");
  if (!allows || out.action != read_masked) {
    given.note("mask", "no-mask", "only readMasked that is allowed has a mask");
  }
}

TableCase TableReader::read_case(const Members& given) {
  given.allow_only({"name", "principal", "action", "purpose", "fields", "lead", "export",
                    "decision", "reasons", "code", "mask"});
  TableCase out;
  out.name = given.required_text("name");
  read_principal(given.inner("principal"), out.caller);
  read_question(given, out);
  read_lead(given.inner("lead"), out);
  read_answer(given, out);
  return out;
}

std::vector<TableCase> TableReader::read() {
  std::vector<TableCase> cases;
  std::size_t fault = 0;
  const auto json = parse_json(file_.text, &fault);
  if (!json) {
    const auto at = static_cast<std::uint32_t>(fault);
    const auto place = cedar::problem_at(file_.text, {at, at}, {});
    all_findings_.push_back(
        {place_of(file_.name, place), "syntax",
         "this is no JSON: a member twice, a comma too many, a wrong character"});
    return cases;
  }
  const Members file(findings_, {&*json, ""});
  file.allow_only({"about", "defaults", "tests"});
  file.required_text("about");
  const auto tests = file.find("tests");
  const auto* array = tests.value == nullptr ? nullptr : tests.value->as_array();
  if (array == nullptr || array->empty()) {
    file.note("tests", "no-cases", "this must be an array of cases, at least one");
    return cases;
  }
  const auto defaults = file.find("defaults");
  if (defaults.value != nullptr && defaults.value->find("name") != nullptr) {
    findings_.note(defaults.pointer + "/name", "unknown-member", "each case has a name of its own");
  }
  std::set<std::string> names;
  for (std::size_t i = 0; i < array->size(); ++i) {
    const Members given(findings_, {&(*array)[i], tests.pointer + "/" + std::to_string(i)},
                        defaults);
    cases.push_back(read_case(given));
    if (names.insert(cases.back().name).second) continue;
    given.note("name", "duplicate-name", "another case of the file has this name");
  }
  return cases;
}

} // namespace lv::policy
