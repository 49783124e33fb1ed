// Numbers of the catalogue and of the log as the names that answers carry. An unknown number (of
// an older catalogue) is written as "#" and the number.
#pragma once

#include "leadvault/audit/entry.hpp"
#include "leadvault/base/json.hpp"
#include "leadvault/lead/catalogue.hpp"

#include <optional>

namespace lv::api {

std::string purpose_name(const lead::Catalogue& catalogue, lead::PurposeId purpose);
std::string action_name(const lead::Catalogue& catalogue, std::uint16_t action);
// 0, which nothing permits, when the catalogue has no such action.
std::uint16_t action_number(const lead::Catalogue& catalogue, std::string_view name);
std::string role_name(const lead::Catalogue& catalogue, std::uint16_t role);
std::string field_name(const lead::Catalogue& catalogue, lead::FieldId field);

std::string_view kind_name(audit::EntryKind kind);
std::optional<audit::EntryKind> parse_kind(std::string_view name);

// "name":"text", or null when the text is empty.
void write_text_or_null(std::string_view name, const std::string& text, JsonWriter& json);

} // namespace lv::api
