// One function per file of the catalogue.
#include "lead/catalogue_builder.hpp"
#include "lead/catalogue_words.hpp"

#include <algorithm>

namespace lv::lead {
namespace {

std::optional<Normaliser> normaliser_of(const std::string& word) {
  if (word == "email") return Normaliser::email;
  if (word == "phone") return Normaliser::phone;
  if (word == "exact") return Normaliser::exact;
  return std::nullopt;
}

bool fits(FieldType type, Normaliser normaliser) {
  if (normaliser == Normaliser::email) return type == FieldType::email;
  if (normaliser == Normaliser::phone) return type == FieldType::phone;
  return true;
}

template <class Each>
void each_table(const std::string& folder, const char* file, const char* name, Violations& findings,
                Each each) {
  const auto table = read_toml(folder + "/" + file, findings);
  if (!table) return;
  TomlReader root(file, 1, *table, findings);
  for (auto& in : root.tables(name)) {
    each(in);
    in.finish();
  }
  root.finish();
}

} // namespace

void CatalogueBuilder::read_indexes() {
  constexpr std::int64_t index_id_most = 65'534; // 65,535 is the keys of imported rows
  each_table(folder_, "indexes.toml", "index", findings_, [this](TomlReader& in) {
    IndexDef index;
    index.id = static_cast<std::uint16_t>(in.number("id", 1, index_id_most));
    index.name = in.text("name");
    index.normaliser_version = static_cast<std::uint16_t>(in.number("version", 1, 65'535));
    index.bits = static_cast<std::uint16_t>(in.number("bits", 16, 256));
    const auto normaliser = normaliser_of(in.text("normaliser"));
    if (!normaliser) in.note("unknown-normaliser", "a normaliser is email, phone or exact");
    if (index.bits % 8 != 0) in.note("bits", "an index token is whole bytes");
    check_number(in, "index", index.id, index.name);
    index.normaliser = normaliser.value_or(Normaliser::exact);
    out_.indexes_.push_back(std::move(index));
  });
}

void CatalogueBuilder::read_fields() {
  // 1,022 and 1,023 are the lead's own records sealed under its key.
  constexpr std::int64_t field_id_most = 1'021;
  each_table(folder_, "fields.toml", "field", findings_, [this](TomlReader& in) {
    FieldDef field;
    field.id.value = static_cast<std::uint16_t>(in.number("id", 1, field_id_most));
    field.name = in.text("name");
    field.label = in.text("label");
    const auto type = field_type_of(in.text("type"));
    const auto sensitivity = sensitivity_of(in.text("class"));
    const auto mask = parse_mask_kind(in.text("mask"));
    const auto index = in.text_or("index", "none");
    field.breach_class = in.text("breach");
    field.bytes_max = static_cast<std::size_t>(in.number_or(
        "bytes_max", 1, static_cast<std::int64_t>(limits::field_value_bytes_max), 255));
    if (!type) in.note("unknown-type", "this type is not known");
    if (!sensitivity) in.note("unknown-class", "a field needs a known sensitivity class");
    if (!mask) in.note("unknown-mask", "this mask is not known");
    if (!is_breach_class(field.breach_class)) {
      in.note("unknown-breach-class", "a field needs a known breach element class");
    }
    field.type = type.value_or(FieldType::text);
    field.sensitivity = sensitivity.value_or(Sensitivity::special);
    field.mask = mask.value_or(MaskKind::full);
    check_number(in, "field", field.id.value, field.name);
    if (index != "none") {
      const auto at = std::find_if(out_.indexes_.begin(), out_.indexes_.end(),
                                   [&](const IndexDef& one) { return one.name == index; });
      if (at == out_.indexes_.end()) {
        in.note("unknown-index", "no index of that name is in indexes.toml");
      } else if (is_low_entropy(field.type)) {
        in.note("low-entropy-index", "values of this type could be guessed from equal tokens");
      } else if (!fits(field.type, at->normaliser)) {
        in.note("index-type", "the index's normaliser is for another type");
      } else {
        field.index = at->id;
      }
    }
    out_.fields_.push_back(std::move(field));
  });
}

void CatalogueBuilder::read_purposes() {
  each_table(folder_, "purposes.toml", "purpose", findings_, [this](TomlReader& in) {
    PurposeDef purpose;
    purpose.id.value = static_cast<std::uint16_t>(in.number("id", 1, 65'535));
    purpose.name = in.text("name");
    purpose.label = in.text("label");
    purpose.dpv_iri = in.text("dpv");
    const auto consent = in.text("consent");
    if (consent != "required" && consent != "not-required") {
      in.note("consent-need", "consent is \"required\" or \"not-required\"");
    }
    if (!purpose.dpv_iri.starts_with("https://w3id.org/dpv")) {
      in.note("dpv-iri", "a purpose names its term of the Data Privacy Vocabulary");
    }
    purpose.consent = consent == "not-required" ? ConsentNeed::not_required : ConsentNeed::required;
    check_number(in, "purpose", purpose.id.value, purpose.name);
    out_.purposes_.push_back(std::move(purpose));
  });
}

void CatalogueBuilder::read_actions() {
  each_table(folder_, "actions.toml", "action", findings_, [this](TomlReader& in) {
    ActionDef action;
    action.id = static_cast<std::uint16_t>(in.number("id", 1, 65'535));
    action.name = in.text("name");
    check_number(in, "action", action.id, action.name);
    out_.actions_.push_back(std::move(action));
  });
}

void CatalogueBuilder::read_roles() {
  each_table(folder_, "roles.toml", "role", findings_, [this](TomlReader& in) {
    RoleDef role;
    role.id = static_cast<std::uint16_t>(in.number("id", 1, 65'535));
    role.name = in.text("name");
    role.label = in.text("label");
    check_number(in, "role", role.id, role.name);
    out_.roles_.push_back(std::move(role));
  });
}

} // namespace lv::lead
