#include "policy/table_members.hpp"

#include <algorithm>

namespace lv::policy {

void TableFindings::note(const std::string& pointer, const char* rule, std::string detail) {
  if (!told_.insert(pointer + ' ' + rule).second) return;
  findings_.push_back({file_ + "#" + pointer, rule, std::move(detail)});
}

void Members::require_object(Placed& layer) {
  if (layer.value == nullptr || layer.value->as_object() != nullptr) return;
  expect(layer, "an object");
  layer.value = nullptr;
}

void Members::expect(const Placed& placed, const char* type) const {
  findings_->note(placed.pointer, "wrong-type", std::string("this must be ") + type);
}

Placed Members::find(std::string_view name) const {
  const auto step = "/" + pointer_escape(name);
  for (const auto& layer : layers_) {
    const auto* value = layer.value == nullptr ? nullptr : layer.value->find(name);
    if (value != nullptr) return {value, layer.pointer + step};
  }
  return {nullptr, layers_[0].pointer + step};
}

Members Members::inner(std::string_view name) const {
  const auto step = "/" + pointer_escape(name);
  const auto of = [&](const Placed& layer) {
    return Placed{layer.value == nullptr ? nullptr : layer.value->find(name), layer.pointer + step};
  };
  return {*findings_, of(layers_[0]), of(layers_[1])};
}

std::optional<std::string> Members::text(std::string_view name) const {
  const auto found = find(name);
  if (found.value == nullptr) return std::nullopt;
  if (const auto* text = found.value->as_string()) return std::string(*text);
  expect(found, "a string");
  return std::nullopt;
}

std::optional<bool> Members::flag(std::string_view name) const {
  const auto found = find(name);
  if (found.value == nullptr) return std::nullopt;
  if (const auto* flag = found.value->as_bool()) return *flag;
  expect(found, "true or false");
  return std::nullopt;
}

std::optional<std::int64_t> Members::number(std::string_view name) const {
  const auto found = find(name);
  if (found.value == nullptr) return std::nullopt;
  const auto* number = found.value->as_int();
  if (number != nullptr && *number >= 0) return *number;
  expect(found, "a whole number, from 0");
  return std::nullopt;
}

std::vector<std::pair<std::string, std::string>> Members::texts(std::string_view name) const {
  std::vector<std::pair<std::string, std::string>> texts;
  const auto found = find(name);
  if (found.value == nullptr) return texts;
  const auto* array = found.value->as_array();
  if (array == nullptr) {
    expect(found, "an array of strings");
    return texts;
  }
  for (std::size_t i = 0; i < array->size(); ++i) {
    const auto pointer = found.pointer + "/" + std::to_string(i);
    const auto* text = (*array)[i].as_string();
    if (text == nullptr) {
      expect({&(*array)[i], pointer}, "a string");
    } else {
      texts.emplace_back(std::string(*text), pointer);
    }
  }
  return texts;
}

std::string Members::required_text(std::string_view name) const {
  if (!has(name)) note(name, "missing-member", "a string must be here");
  return text(name).value_or("");
}

void Members::allow_only(std::initializer_list<std::string_view> names) const {
  for (const auto& layer : layers_) {
    if (layer.value == nullptr) continue;
    for (const auto& member : *layer.value->as_object()) {
      const std::string_view name = member.name;
      if (std::find(names.begin(), names.end(), name) != names.end()) continue;
      std::string known;
      for (const auto one : names) known += (known.empty() ? "" : ", ") + std::string(one);
      findings_->note(layer.pointer + "/" + pointer_escape(name), "unknown-member",
                      "known here are " + known);
    }
  }
}

} // namespace lv::policy
