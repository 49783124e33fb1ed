#include "lead/catalogue_words.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lv::lead {
namespace {

constexpr std::pair<std::string_view, FieldType> types[] = {
    {"text", FieldType::text},     {"name", FieldType::name},
    {"email", FieldType::email},   {"phone", FieldType::phone},
    {"date", FieldType::date},     {"country", FieldType::country},
    {"number", FieldType::number}, {"note", FieldType::note},
    {"url", FieldType::url},       {"identifier", FieldType::identifier}};

constexpr std::pair<std::string_view, MaskKind> masks[] = {
    {"none", MaskKind::none},   {"full", MaskKind::full},   {"initials", MaskKind::initials},
    {"last4", MaskKind::last4}, {"email", MaskKind::email}, {"year", MaskKind::year}};

constexpr std::pair<std::string_view, Sensitivity> classes[] = {
    {"identity", Sensitivity::identity},           {"contact", Sensitivity::contact},
    {"location", Sensitivity::location},           {"firmographic", Sensitivity::firmographic},
    {"government_id", Sensitivity::government_id}, {"special", Sensitivity::special},
    {"free_text", Sensitivity::free_text},         {"demographic", Sensitivity::demographic},
    {"financial", Sensitivity::financial}};

// What breach statutes count as an element of personal information.
constexpr std::string_view breach_classes[] = {
    "name",      "email",         "phone",     "address", "date_of_birth",
    "employer",  "government_id", "financial", "health",  "online_identifier",
    "free_text", "demographic",   "location",  "none"};

template <class List>
auto find_word(const List& list, std::string_view word)
    -> std::optional<std::decay_t<decltype(std::begin(list)->second)>> {
  for (const auto& [name, value] : list) {
    if (name == word) return value;
  }
  return std::nullopt;
}

// Empty: the value is not one of them.
template <class List, class Value>
std::string_view word_of(const List& list, Value wanted) {
  for (const auto& [name, value] : list) {
    if (value == wanted) return name;
  }
  return {};
}

} // namespace

std::optional<FieldType> field_type_of(std::string_view word) { return find_word(types, word); }
std::optional<MaskKind> parse_mask_kind(std::string_view name) { return find_word(masks, name); }
std::optional<Sensitivity> sensitivity_of(std::string_view word) {
  return find_word(classes, word);
}

std::string_view name_of(Sensitivity sensitivity) { return word_of(classes, sensitivity); }
std::string_view name_of(MaskKind kind) { return word_of(masks, kind); }

bool is_breach_class(std::string_view word) {
  return std::find(std::begin(breach_classes), std::end(breach_classes), word) !=
         std::end(breach_classes);
}

bool is_low_entropy(FieldType type) {
  switch (type) {
  case FieldType::email:
  case FieldType::phone:
  case FieldType::identifier:
  case FieldType::url:
    return false;
  default:
    return true;
  }
}

} // namespace lv::lead
