// Leads and consents as they come in, by a create call or as a row of an import. Every value is
// validated here; what is returned is in stored form.
#pragma once

#include "api/body.hpp"

#include "leadvault/lead/catalogue.hpp"
#include "leadvault/lead/new_lead.hpp"

namespace lv::api {

// Of use only when it added no violation.
lead::NewLead read_new_lead(const JsonValue& body, const std::string& pointer,
                            const lead::Catalogue& catalogue, Violations& violations);

lead::NewConsent read_consent(const JsonValue& body, const std::string& pointer,
                              const lead::Catalogue& catalogue, Violations& violations);

// The members of `fields`: each known to the catalogue; an absent text is null.
struct FieldInput {
  lead::FieldId field;
  std::optional<SecretText> text;
};
std::vector<FieldInput> read_fields(const JsonValue& fields, const std::string& pointer,
                                    const lead::Catalogue& catalogue, Violations& violations);

lead::ExternalId read_external_id(const JsonValue& body, const std::string& pointer,
                                  Violations& violations);

// ISO 3166-1 alpha-2 of a member; empty when absent or refused.
std::string read_country(ObjectReader& reader, std::string_view name);

} // namespace lv::api
