#include "cli/demo/tour.hpp"

#include "cli/progress.hpp"
#include "cli/table.hpp"
#include "cli/transfer/import.hpp"

#include "leadvault/lead/catalogue_load.hpp"

namespace lv::cli {
namespace {

constexpr const char* fields = "given_name,family_name,email,phone,company";

const JsonValue* member_of(const JsonValue& json, std::string_view outer, std::string_view inner) {
  const auto* object = json.find(outer);
  return object == nullptr ? nullptr : object->find(inner);
}

} // namespace

Failure broken_promise(const std::string& what) {
  return Failure(ExitCode::failed, "the vault does not behave as the demo says: " + what);
}

Outcome<void> Tour::run() {
  LV_CHECK(ingest());
  LV_CHECK(choose_lead());
  LV_CHECK(qualify());
  LV_CHECK(read_whole());
  LV_CHECK(read_masked());
  LV_CHECK(read_without_consent());
  LV_CHECK(consent_and_withdrawal());
  LV_CHECK(who_saw());
  LV_CHECK(verify_log());
  LV_CHECK(flip_a_byte());
  farewell();
  return boost::system::in_place_value;
}

void Tour::step(std::string_view title) {
  demo_.context.terminal.out("\n");
  say(demo_.context.terminal, Style::bold, std::to_string(++step_) + ". " + std::string(title));
}

void Tour::passed(std::string_view text) {
  say(demo_.context.terminal, Style::green, "  = " + std::string(text));
}

Outcome<Answer> Tour::expect(Outcome<Answer> answer, int status, const char* what) {
  if (!answer) return answer.error();
  if (answer->response.status == status) return answer;
  return broken_promise(std::string(what) + " gave status " +
                        std::to_string(answer->response.status));
}

std::string Tour::lead_fields(const char* names) const {
  return target("/v1/leads/" + lead_, {{"fields", names}});
}

Outcome<void> Tour::ingest() {
  step("Ingest: the file stays here, its rows are sealed and durable when the answer comes");
  Failure invalid(ExitCode::failed, "the sample's catalogue or mapping is not valid");
  const auto policies = demo_.mapping.parent_path().parent_path();
  auto catalogue = lead::load_catalogue(policies.string(), invalid.violations);
  if (!catalogue) return invalid;
  auto mapping = lead::load_mapping(demo_.mapping.string(), *catalogue, invalid.violations);
  if (!mapping) return invalid;
  LV_TRY(rows, open_csv_rows(demo_.sample_csv, std::move(*mapping), *catalogue));
  Progress progress(demo_.context.terminal, demo_.context.clock, "leads");
  ImportPlan plan;
  plan.name = "demo";
  plan.page_rows = 250;
  ImportHooks hooks;
  hooks.on_page = [&](const ImportTotals& totals) {
    progress.update(totals.read, rows->read_bytes(), rows->size_bytes());
    progress.finish();
  };
  hooks.on_refused = [&](const RefusedRow& row) {
    const auto& why = row.violations.front();
    demo_.context.terminal.err_line("row " + std::to_string(row.number) +
                                    " refused: " + why.pointer + " " + why.rule);
  };
  Import import(crm_.client(), demo_.context, plan, std::move(hooks));
  LV_TRY(totals, import.run(*rows));
  if (totals.created != demo_.sample_leads || totals.refused != 0) {
    return broken_promise("of the sample, " + std::to_string(totals.created) +
                          " leads were created and " + std::to_string(totals.refused) +
                          " rows refused");
  }
  passed(std::to_string(totals.created) + " leads taken in, none refused");
  return boost::system::in_place_value;
}

Outcome<bool> Tour::has_no_consent(const std::string& id) {
  LV_TRY(answer, expect(crm_.get("/v1/leads/" + id + "/consents"), 200, "listing consents"));
  for (const auto& event : data_of(answer.json)) {
    if (cell(event, "purpose") == SecretText(demo_.consent_purpose)) return false;
  }
  return true;
}

Outcome<void> Tour::choose_lead() {
  step("Choose a lead that has not consented to anything that needs it: " + demo_.consent_purpose);
  LV_TRY(page, expect(crm_.get("/v1/leads?limit=20"), 200, "listing leads"));
  for (const auto& lead : data_of(page.json)) {
    const std::string id(cell(lead, "id"));
    LV_TRY(free_of_consent, has_no_consent(id));
    if (!free_of_consent) continue;
    lead_ = id;
    passed("it is " + lead_);
    return boost::system::in_place_value;
  }
  return broken_promise("no lead without consent among the first 20");
}

Outcome<void> Tour::qualify() {
  step("The lead is sales-qualified and asks for an offer: until then no policy shows its contact "
       "data to the CRM");
  LV_CHECK(expect(crm_.get(lead_fields("email"), demo_.crm_purpose), 403, "the read before"));
  const auto path = "/v1/leads/" + lead_;
  LV_TRY(lead, expect(crm_.get(path), 200, "the lead's state"));
  const std::string etag(lead.response.header("etag"));
  LV_CHECK(expect(crm_.patch(path, etag, json_object_of({{"stage", "sql"}})), 200, "qualifying"));
  auto basis = json_object_of({{"purpose", demo_.crm_purpose}, {"basis", "contract"}});
  LV_CHECK(expect(crm_.post(path + "/consents", std::move(basis)), 201, "the legal basis"));
  passed("stage sql, with the legal basis of a contract");
  return boost::system::in_place_value;
}

Outcome<void> Tour::read_whole() {
  step("The CRM reads it for " + demo_.crm_purpose + ": decrypted, and logged before it leaves");
  LV_TRY(answer, expect(crm_.get(lead_fields(fields), demo_.crm_purpose), 200, "the CRM's read"));
  const auto* email = member_of(answer.json, "fields", "email");
  if (email == nullptr || email->as_string() == nullptr)
    return broken_promise("no e-mail address came");
  if (const auto* masked = answer.json.find("masked");
      masked != nullptr && masked->as_array() != nullptr && !masked->as_array()->empty()) {
    return broken_promise("the CRM's values are masked");
  }
  if (answer.response.header("leadvault-audit").empty())
    return broken_promise("the read has no receipt");
  email_ = *email->as_string();
  passed("whole values, with the receipt of the log entry");
  return boost::system::in_place_value;
}

Outcome<void> Tour::read_masked() {
  step("The sales rep reads the same: contact data comes masked");
  LV_TRY(answer, expect(rep_.get(lead_fields(fields), demo_.rep_purpose), 200, "the rep's read"));
  const auto* email = member_of(answer.json, "fields", "email");
  const auto masked = std::string(cell(answer.json, "masked"));
  if (masked.find("email") == std::string::npos)
    return broken_promise("the rep's e-mail is not masked");
  if (email == nullptr || email->as_string() == nullptr || *email->as_string() == email_) {
    return broken_promise("the rep sees the whole e-mail address");
  }
  passed("masked: " + masked);
  return boost::system::in_place_value;
}

Outcome<void> Tour::expect_consent_missing(const char* when) {
  const auto what = "the read " + std::string(when);
  LV_TRY(answer,
         expect(crm_.get(lead_fields("email,phone"), demo_.consent_purpose), 403, what.c_str()));
  if (cell(answer.json, "code") != "consent-missing")
    return broken_promise(what + " has another reason");
  passed("denied: consent-missing; the denial is in the log too");
  return boost::system::in_place_value;
}

Outcome<void> Tour::read_without_consent() {
  step("The CRM asks for " + demo_.consent_purpose + ", to which the lead has not consented");
  return expect_consent_missing("without consent");
}

Outcome<void> Tour::consent_and_withdrawal() {
  step("The lead consents, and the same read succeeds");
  const auto consents = "/v1/leads/" + lead_ + "/consents";
  auto body = json_object_of(
      {{"purpose", demo_.consent_purpose}, {"basis", "consent"}, {"notice_version", "demo-1"}});
  LV_CHECK(expect(crm_.post(consents, std::move(body)), 201, "granting consent"));
  LV_CHECK(expect(crm_.get(lead_fields("email,phone"), demo_.consent_purpose), 200,
                  "the read with consent"));
  passed("released: the entry names the consent it relied on");
  step("The lead withdraws, and the very next read is denied");
  LV_CHECK(expect(crm_.post(consents + "/" + demo_.consent_purpose + "/withdraw", {}), 200,
                  "withdrawing consent"));
  return expect_consent_missing("after the withdrawal");
}

namespace {

Outcome<void> run_tour(const DemoContext& demo) {
  LV_TRY(crm, Actor::make(demo, demo.crm));
  LV_TRY(rep, Actor::make(demo, demo.rep));
  LV_TRY(officer, Actor::make(demo, demo.officer));
  return Tour(demo, std::move(crm), std::move(rep), std::move(officer)).run();
}

} // namespace

int run_demo(const DemoContext& demo) {
  const auto outcome = run_tour(demo);
  if (outcome) return to_int(ExitCode::ok);
  auto& terminal = demo.context.terminal;
  say(terminal, Style::red, "  ! " + std::string(printable(outcome.error().message)));
  for (const auto& violation : outcome.error().violations) {
    say(terminal, Style::red, "    " + violation.pointer + ": " + violation.rule);
  }
  return to_int(ExitCode::failed);
}

} // namespace lv::cli
