// Loads and lints policies/*.toml. Called at start and on reload; makes Catalogues, owns nothing.
// A catalogue with a single finding is not made. Never changes a file.
#pragma once

#include "leadvault/base/violation.hpp"
#include "leadvault/lead/catalogue.hpp"

#include <memory>
#include <string>

namespace lv::lead {

// Reads fields.toml, purposes.toml, actions.toml, indexes.toml, roles.toml and ids.lock from
// `folder`. On Errc::config, `findings` names each fault: pointer "fields.toml:12", rule, detail.
Result<std::shared_ptr<const Catalogue>> load_catalogue(const std::string& folder,
                                                        Violations& findings);

} // namespace lv::lead
