#include "policy/policies_maker.hpp"

#include "policy/place.hpp"

#include "leadvault/cedar/applicability.hpp"
#include "leadvault/cedar/mentions.hpp"
#include "leadvault/cedar/validate.hpp"
#include "leadvault/crypto/hash.hpp"

#include <algorithm>
#include <limits>

namespace lv::policy {
namespace {

constexpr std::string_view digest_label = "lv1/policies";
constexpr std::size_t id_bytes_max = 64;
constexpr std::size_t code_bytes_max = 40;

bool is_kebab_case(std::string_view text, std::size_t bytes_max) {
  return !text.empty() && text.size() <= bytes_max &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
         });
}

} // namespace

void PoliciesMaker::note(std::string_view file, const cedar::Problem& problem, const char* code) {
  findings_.push_back({place_of(file, problem), code, problem.what});
}

void PoliciesMaker::note(const Rule& rule, const char* code, std::string what) {
  findings_.push_back({place_of(rule), code, std::move(what)});
}

void PoliciesMaker::check_bounds() {
  if (made_->texts_.files.size() > limits::policy_files_max) {
    findings_.push_back({made_->texts_.files.back().name, "too-many-files",
                         "policies are at most 256 files: put several policies into one"});
  }
  auto left = limits::policy_texts_bytes_max;
  const auto take = [&](std::string_view file, std::size_t bytes) {
    if (bytes > left) {
      findings_.push_back(
          {std::string(file), "too-long", "schema and policies are at most 1 MiB in all"});
    }
    left -= std::min(left, bytes);
  };
  take(schema_file, made_->texts_.schema.size());
  for (const auto& file : made_->texts_.files) take(file.name, file.text.size());
}

bool PoliciesMaker::read_schema() {
  auto schema = cedar::parse_schema(made_->texts_.schema);
  if (!schema) {
    const auto problems = schema.error();
    for (const auto& problem : problems) note(schema_file, problem, "schema");
    return false;
  }
  made_->schema_ = std::move(*schema);
  return true;
}

bool PoliciesMaker::read_file(const PolicyFile& file, cedar::PolicySetBuilder& builder) {
  const auto& policies = builder.set().policies();
  const auto& templates = builder.set().templates();
  const auto policies_before = policies.size();
  const auto templates_before = templates.size();
  if (auto added = builder.add_text(file.text, file.name + "#"); !added) {
    const auto problems = added.error();
    for (const auto& problem : problems) note(file.name, problem, "syntax");
    return false;
  }
  for (auto i = policies_before; i < policies.size(); ++i) {
    Rule rule;
    rule.number = static_cast<std::uint16_t>(i + 1);
    rule.file = file.name;
    rule.line = cedar::problem_at(policies[i].text, policies[i].where, {}).line;
    made_->rules_.push_back(std::move(rule));
  }
  for (auto i = templates_before; i < templates.size(); ++i) {
    const auto& one = templates[i];
    note(file.name,
         cedar::problem_at(one.text, one.where,
                           "this is a template, which nothing links: name the entity in place of "
                           "the slot"),
         "template");
  }
  return templates.size() == templates_before;
}

bool PoliciesMaker::read_policies() {
  static_assert(limits::cedar_policies_max <= std::numeric_limits<std::uint16_t>::max());
  cedar::PolicySetBuilder builder;
  bool parsed = true;
  for (const auto& file : made_->texts_.files) parsed = read_file(file, builder) && parsed;
  for (auto& rule : made_->rules_) { // renamed at once: a name that is taken is told below
    const auto& policy = builder.set().policies()[rule.number - 1U];
    rule.id = std::string(policy.annotation("id").value_or(""));
    if (!rule.id.empty()) (void)builder.rename(std::string(policy.id), rule.id);
  }
  made_->set_ = std::move(builder).build();
  for (auto& rule : made_->rules_) rule.policy = &made_->set_.policies()[rule.number - 1U];
  return parsed;
}

void PoliciesMaker::check_names(const Rule& rule) {
  if (!is_kebab_case(rule.id, id_bytes_max)) {
    note(rule, "policy-id", "a policy needs an @id of 1 to 64 letters a-z, digits and dashes");
  } else if (const auto* first = made_->find(rule.id); first != &rule) {
    note(rule, "duplicate-policy-id", "the @id stands at " + place_of(*first) + " already");
  }
}

void PoliciesMaker::read_annotations() {
  for (auto& rule : made_->rules_) {
    check_names(rule);
    const bool permits = rule.policy->effect == cedar::Effect::permit;
    if (const auto code = rule.policy->annotation("code")) {
      rule.code = std::string(*code);
      if (permits) note(rule, "policy-code", "a permit denies nobody: @code is for forbids");
      if (!is_kebab_case(rule.code, code_bytes_max))
        note(rule, "policy-code", "a @code is 1 to 40 letters a-z, digits and dashes");
    }
    if (const auto mask = rule.policy->annotation("mask")) {
      rule.mask = lead::parse_mask_kind(*mask);
      if (!rule.mask || *rule.mask == lead::MaskKind::none) {
        rule.mask = lead::MaskKind::full;
        note(rule, "policy-mask", "a @mask is full, initials, last4, email or year");
      }
      if (!permits) note(rule, "policy-mask", "a forbid shows nothing: @mask is for permits");
    }
    for (const auto& annotation : rule.policy->annotations) {
      if (annotation.key == "id" || annotation.key == "code" || annotation.key == "mask") continue;
      note(rule, "unknown-annotation", "annotations are @id, @code and @mask");
    }
  }
}

// File by file, so that each problem tells its file.
void PoliciesMaker::validate_policies() {
  for (const auto& file : made_->texts_.files) {
    const auto alone = cedar::parse_policies(file.text);
    if (!alone) continue; // told already
    for (const auto& problem : cedar::validate(*alone, made_->schema_))
      note(file.name, problem, "validation");
  }
}

// Of policies that are valid: only then is it known what they apply to.
void PoliciesMaker::check_masks() {
  for (const auto& rule : made_->rules_) {
    if (!rule.mask) continue;
    const auto kinds = cedar::applicable_kinds(*rule.policy, made_->schema_);
    const bool reads_masked = std::any_of(kinds.begin(), kinds.end(), [](const auto& kind) {
      return kind.action.uid.id == read_masked;
    });
    if (!reads_masked && !kinds.empty())
      note(rule, "policy-mask", "a @mask is for permits of readMasked");
  }
}

// What the vault will ask, asked of the schema now: nothing of it may be refused later.
void PoliciesMaker::check_schema_fits() {
  const auto& catalogue = *made_->catalogue_;
  for (const auto kind : {PrincipalKind::client, PrincipalKind::user}) {
    auto sample = sample_of(catalogue, kind);
    check_questions(sample, catalogue.purposes().front().id, ExportFacts{});
    sample.lead.residency.clear(); // what may be missing
    sample.lead.assigned_to = {};
    check_questions(sample, {}, std::nullopt);
  }
  for (const auto* action : made_->schema_.actions()) {
    if (action->principals.empty() || catalogue.action(action->uid.id) != nullptr) continue;
    findings_.push_back({std::string(schema_file), "unknown-action",
                         "actions.toml has no \"" + std::string(action->uid.id) + "\""});
  }
}

void PoliciesMaker::check_questions(const Sample& sample, lead::PurposeId purpose,
                                    const std::optional<ExportFacts>& exported) {
  const auto& catalogue = *made_->catalogue_;
  const auto& field = catalogue.fields().front(); // one stands for all
  const Scene scene(*made_, sample.caller, sample.lead, Time{1});
  note_misfits(cedar::validate(scene.entities(), made_->schema_));
  for (const auto& action : catalogue.actions()) {
    const auto request = reads_fields(action.name)
                             ? scene.request({action.name, purpose, &field, exported})
                             : scene.request(action.name, purpose);
    note_misfits(cedar::validate(request, made_->schema_));
  }
}

// Clients and users ask the same: each misfit is told once.
void PoliciesMaker::note_misfits(const cedar::Problems& problems) {
  for (const auto& problem : problems) {
    const bool is_told = std::any_of(findings_.begin(), findings_.end(), [&](const auto& one) {
      return one.rule == "schema-does-not-fit" && one.detail == problem.what;
    });
    if (is_told) continue;
    findings_.push_back({std::string(schema_file), "schema-does-not-fit", problem.what});
  }
}

void PoliciesMaker::write_text() {
  ByteWriter out;
  out.lp(digest_label);
  out.lp(made_->texts_.schema);
  out.u32(static_cast<std::uint32_t>(made_->texts_.files.size()));
  for (const auto& file : made_->texts_.files) {
    out.lp(file.name);
    out.lp(file.text);
  }
  made_->text_ = out.take();
  made_->digest_ = crypto::sha256(made_->text_);
  made_->catalogue_digest_ = crypto::sha256(bytes_of(made_->catalogue_->canonical_text()));
}

Result<std::shared_ptr<const Policies>> PoliciesMaker::make() {
  const auto before = findings_.size();
  check_bounds();
  if (findings_.size() != before) return LV_FAIL(config, "the policies are beyond a limit");
  const bool schema_read = read_schema();
  const bool policies_read = read_policies();
  if (policies_read) read_annotations();
  if (schema_read && policies_read) {
    validate_policies();
    check_schema_fits();
    if (findings_.size() == before) check_masks();
  }
  if (findings_.size() != before) return LV_FAIL(config, "the policies break a rule");
  made_->names_leads_ = cedar::mentions(made_->set_, "Lead");
  write_text();
  return std::shared_ptr<const Policies>(std::move(made_));
}

} // namespace lv::policy
