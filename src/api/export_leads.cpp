#include "api/endpoints.hpp"
#include "api/export_page.hpp"
#include "api/field_list.hpp"
#include "api/filters.hpp"

namespace lv::api {
namespace {

struct Asked {
  store::ListFilter filter;
  std::vector<std::string> columns;
  std::vector<policy::FieldAsk> fields;
  std::optional<std::string> cursor;
};

Asked read_export(Call& call) {
  Asked asked;
  ObjectReader reader(call.body, "", call.violations,
                      {"fields", "stage", "channel", "created_from", "created_until", "cursor"});
  const Span fields{1, static_cast<std::int64_t>(limits::field_id_max)};
  if (const auto* array = reader.array("fields", Need::required, fields)) {
    asked.columns = unique_texts(*array, "/fields", Span{1, 80}, call.violations);
    asked.fields = fields_of_body(call.catalogue(), asked.columns, call.violations);
  }
  asked.filter = body_filter(reader);
  if (const auto* cursor = reader.text("cursor", Need::optional, Span{1, 1'024}))
    asked.cursor.emplace(cursor->begin(), cursor->end());
  return asked;
}

Bytes filter_bytes(const Asked& asked, lead::PurposeId purpose) {
  ByteWriter out;
  encode(asked.filter, out);
  out.u16(purpose.value);
  for (const auto& field : asked.fields) {
    out.u16(field.field.value);
    out.u8(static_cast<std::uint8_t>(field.view));
  }
  return out.take();
}

} // namespace

Task<http::Response> export_leads(Call& call) {
  auto asked = read_export(call);
  LV_CO_CHECK(check_input(call));
  const auto form = export_form(call.request.header("accept"));
  if (!form) {
    auto refused =
        failure(call, LV_FAIL(unsupported, "an export is application/x-ndjson or text/csv"));
    refused.status = 406;
    co_return refused;
  }
  const auto purpose = stated_purpose(call);
  if (!purpose) co_return co_await refuse_purpose(call);
  auto scope = cursor_scope(call, filter_bytes(asked, *purpose));
  LV_CO_TRY(place, cursor_place(call, scope, asked.cursor));
  policy::ReadQuestion question;
  question.action = action_named(call, call.endpoint.action);
  question.purpose = *purpose;
  question.fields = std::move(asked.fields);
  auto plan = std::make_shared<ExportPlan>(ExportPlan{
      call.services, call.caller, asked.filter, std::move(question), std::move(asked.columns),
      *form, std::move(scope), place, ExportPlan::Phase::first_page});

  // The first page is read before the status is sent, so that a refusal is a 403.
  LV_CO_TRY(page, co_await next_export_page(plan));
  auto first = std::make_shared<SecretText>(std::move(page));
  http::Response response;
  response.content_type =
      *form == ExportForm::csv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson";
  response.stream = [plan, first]() -> Task<SecretText> {
    if (!first->empty()) {
      auto text = std::move(*first);
      first->clear();
      co_return text;
    }
    co_return co_await next_export_page(plan);
  };
  co_return response;
}

} // namespace lv::api
