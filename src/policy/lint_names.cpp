#include "policy/lint_names.hpp"

#include "policy/place.hpp"

#include "leadvault/cedar/children.hpp"
#include "leadvault/cedar/print.hpp"
#include "leadvault/lead/lead.hpp"

#include <algorithm>

namespace lv::policy {
namespace {

// Names of one kind: what they are called, and which there are.
struct Vocabulary {
  const char* what;
  bool (*knows)(const lead::Catalogue& catalogue, std::string_view name);
};

constexpr Vocabulary purposes{"a purpose of purposes.toml", [](const auto& catalogue, auto name) {
                                return catalogue.purpose(name) != nullptr;
                              }};
constexpr Vocabulary roles{"a role of roles.toml", [](const auto& catalogue, auto name) {
                             return catalogue.role(name) != nullptr;
                           }};
constexpr Vocabulary fields{"a field of fields.toml", [](const auto& catalogue, auto name) {
                              return catalogue.field(name) != nullptr;
                            }};
constexpr Vocabulary classes{"the class of a field of fields.toml",
                             [](const auto& catalogue, auto name) {
                               const auto& all = catalogue.fields();
                               return std::any_of(all.begin(), all.end(), [&](const auto& field) {
                                 return lead::name_of(field.sensitivity) == name;
                               });
                             }};
constexpr Vocabulary stages{
    "a stage of leads", [](const auto&, auto name) { return lead::parse_stage(name).has_value(); }};
constexpr Vocabulary channels{"a channel of leads", [](const auto&, auto name) {
                                return lead::parse_channel(name).has_value();
                              }};
constexpr Vocabulary subject_kinds{"person or organisation", [](const auto&, auto name) {
                                     return lead::parse_subject_kind(name).has_value();
                                   }};

// Attributes, as policies write them, that hold such names.
constexpr std::pair<std::string_view, const Vocabulary*> attributes[] = {
    {"context.purpose", &purposes},     {"context.field.name", &fields},
    {"context.field.class", &classes},  {"principal.purposes", &purposes},
    {"resource.consents", &purposes},   {"resource.legal_bases", &purposes},
    {"resource.objections", &purposes}, {"resource.stage", &stages},
    {"resource.channel", &channels},    {"resource.subject_kind", &subject_kinds},
};

const Vocabulary* vocabulary_of(const cedar::Expr& expr) {
  if (!std::holds_alternative<cedar::Get>(expr.node)) return nullptr;
  const auto written = cedar::print(expr);
  for (const auto& [name, vocabulary] : attributes)
    if (written == name) return vocabulary;
  return nullptr;
}

class NameFinder {
public:
  NameFinder(const Rule& rule, const lead::Catalogue& catalogue, Violations& findings)
      : rule_(rule), catalogue_(catalogue), findings_(findings) {}

  void look_at(const cedar::Scope& scope) { look_at(scope.entity, scope.where); }

  void look_at(const cedar::Expr& expr) {
    if (const auto* literal = std::get_if<cedar::Literal>(&expr.node)) {
      if (const auto* uid = literal->value.as<cedar::EntityUid>()) look_at(*uid, expr.where);
    } else if (const auto* binary = std::get_if<cedar::Binary>(&expr.node)) {
      compare(*binary->left, *binary->right);
      compare(*binary->right, *binary->left);
    }
    cedar::for_each_child(expr, [this](const cedar::Expr& child) { look_at(child); });
  }

private:
  void look_at(const cedar::EntityUid& uid, cedar::Span where) {
    if (uid.type == "Role") check(roles, uid.id, where);
  }

  // An attribute with a name or a set of them, by whatever operator.
  void compare(const cedar::Expr& attribute, const cedar::Expr& with) {
    const auto* vocabulary = vocabulary_of(attribute);
    if (vocabulary == nullptr) return;
    const auto look = [&](const cedar::Expr& expr) {
      const auto* literal = std::get_if<cedar::Literal>(&expr.node);
      const auto* text = literal == nullptr ? nullptr : literal->value.as<std::string_view>();
      if (text != nullptr) check(*vocabulary, *text, expr.where);
    };
    look(with);
    if (const auto* set = std::get_if<cedar::SetOf>(&with.node))
      for (const auto* member : set->members) look(*member);
  }

  void check(const Vocabulary& vocabulary, std::string_view name, cedar::Span where) {
    if (vocabulary.knows(catalogue_, name)) return;
    findings_.push_back({place_of(rule_, where), "unknown-name",
                         "found " + cedar::quoted(name) + ", expected " + vocabulary.what});
  }

  const Rule& rule_;
  const lead::Catalogue& catalogue_;
  Violations& findings_;
};

} // namespace

void find_unknown_names(const Rule& rule, const lead::Catalogue& catalogue, Violations& findings) {
  NameFinder finder(rule, catalogue, findings);
  finder.look_at(rule.policy->principal);
  finder.look_at(rule.policy->resource);
  for (const auto& condition : rule.policy->conditions) finder.look_at(*condition.body);
}

} // namespace lv::policy
