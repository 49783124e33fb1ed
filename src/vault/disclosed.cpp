#include "leadvault/vault/disclosed.hpp"

namespace lv::vault {

struct Rendering {
  static const LeadView& view(const Disclosed<LeadView>& lead) { return lead.value_; }
};

namespace {

void render_head(const store::LeadSummary& summary, JsonWriter& json) {
  json.member("id", IdText(summary.lead));
  json.member("stage", lead::name_of(summary.stage));
  json.member("version", summary.version);
}

} // namespace

void render(const Disclosed<LeadView>& lead, JsonWriter& json) {
  const auto& view = Rendering::view(lead);
  json.begin_object();
  render_head(view.summary, json);
  json.key("fields").begin_object();
  for (const auto& field : view.fields) {
    if (field.is_withheld()) continue;
    json.key(field.name);
    if (field.text) {
      json.value(view.text_of(*field.text));
    } else {
      json.null();
    }
  }
  json.end_object();
  json.key("masked").begin_array();
  for (const auto& field : view.fields) {
    if (!field.is_withheld() && field.view == policy::View::mask) json.value(field.name);
  }
  json.end_array();
  json.key("withheld").begin_object();
  for (const auto& field : view.fields) {
    if (field.is_withheld()) json.member(field.name, field.withheld);
  }
  json.end_object();
  json.end_object();
}

std::vector<SecretText> render_cells(const Disclosed<LeadView>& lead) {
  const auto& view = Rendering::view(lead);
  std::vector<SecretText> cells;
  const auto id = to_text(view.summary.lead);
  cells.emplace_back(id.begin(), id.end());
  const auto stage = lead::name_of(view.summary.stage);
  cells.emplace_back(stage.begin(), stage.end());
  const auto version = std::to_string(view.summary.version);
  cells.emplace_back(version.begin(), version.end());
  for (const auto& field : view.fields) {
    auto& cell = cells.emplace_back();
    if (field.text && !field.is_withheld()) cell = view.text_of(*field.text);
  }
  return cells;
}

const audit::Logged& logged_of(const Disclosed<LeadView>& lead) {
  return Rendering::view(lead).logged;
}

std::uint64_t version_of(const Disclosed<LeadView>& lead) {
  return Rendering::view(lead).summary.version;
}

void render(const store::LeadSummary& summary, JsonWriter& json) {
  json.begin_object();
  render_head(summary, json);
  json.member("subject_kind", lead::name_of(summary.subject_kind));
  json.member("channel", lead::name_of(summary.channel));
  json.key("residency");
  if (summary.residency.empty()) {
    json.null();
  } else {
    json.value(summary.residency);
  }
  json.member("created_at", to_text(summary.created_at));
  json.member("updated_at", to_text(summary.updated_at));
  json.key("flags").begin_array();
  if (summary.flags & store::row_flag_likely_duplicate) json.value("likely-duplicate");
  if (summary.flags & store::row_flag_phone_not_indexed) json.value("phone-not-indexed");
  json.end_array();
  json.end_object();
}

} // namespace lv::vault
