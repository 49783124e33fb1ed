// A row as the API takes it.
#pragma once

#include "leadvault/lead/catalogue.hpp"
#include "leadvault/lead/new_lead.hpp"

namespace lv::cli {

SecretText row_json(std::string_view key, const lead::NewLead& lead,
                    const lead::Catalogue& catalogue);
SecretText row_json(std::string_view key, std::string_view lead_json); // trusted JSON

// The key itself, or its digest when it is longer than the API takes.
std::string row_key(const std::string& key, std::size_t number);

} // namespace lv::cli
