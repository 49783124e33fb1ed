#include "api/differences_json.hpp"

#include "api/names.hpp"

namespace lv::api {
namespace {

std::string mask_name(const policy::Shown& shown) {
  return shown.mask ? std::string(lead::name_of(*shown.mask)) : std::string();
}

// What fields and calls have in common, around what they have not.
class ChangeWriter {
public:
  ChangeWriter(const Call& call, JsonWriter& json) : call_(call), json_(json) {}

  void write(const FieldChangeOf& change, const Changed& changed) {
    begin(change);
    json_.member("field", field_name(call_.catalogue(), change.field));
    outcomes(name_of(change.from.outcome), name_of(change.to.outcome));
    masks(mask_name(change.from), mask_name(change.to));
    end(changed);
  }

  void write(const CallChangeOf& change, const Changed& changed) {
    begin(change);
    json_.key("field").null();
    outcomes(name_of(change.from), name_of(change.to));
    masks("", "");
    end(changed);
  }

private:
  template <class Change>
  void begin(const Change& change) {
    const auto& catalogue = call_.catalogue();
    const auto& directory = call_.services.parts.directory;
    const auto row = directory.principal(call_.caller.tenant, change.principal);
    const bool has_purpose = change.purpose != lead::PurposeId{};
    json_.begin_object();
    json_.member("principal", to_text(change.principal));
    write_text_or_null("principal_name", row ? row->name : std::string(), json_);
    json_.member("action", action_name(catalogue, change.action.number));
    write_text_or_null("purpose", has_purpose ? purpose_name(catalogue, change.purpose) : "",
                       json_);
  }

  void outcomes(std::string_view from, std::string_view to) {
    json_.member("from", from).member("to", to);
  }

  void masks(const std::string& from, const std::string& to) {
    write_text_or_null("from_mask", from, json_);
    write_text_or_null("to_mask", to, json_);
  }

  void end(const Changed& changed) {
    json_.member("decisions", changed.decisions);
    json_.member("leads", std::uint64_t{changed.leads.size()});
    json_.key("lead_ids").begin_array();
    for (const auto& lead : changed.leads) json_.value(to_text(lead));
    json_.end_array();
    json_.key("codes").begin_array();
    for (const auto& code : changed.codes) json_.value(code);
    json_.end_array();
    json_.end_object();
  }

  const Call& call_;
  JsonWriter& json_;
};

} // namespace

void write_changes(const Call& call, const Differences& found, JsonWriter& json) {
  ChangeWriter writer(call, json);
  json.begin_array();
  for (const auto& [change, changed] : found.fields) writer.write(change, changed);
  for (const auto& [change, changed] : found.calls) writer.write(change, changed);
  json.end_array();
}

} // namespace lv::api
