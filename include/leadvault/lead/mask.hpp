// Masks: the form of a value shown to those who may know that it is there, not what it is.
// Stateless, thread safe. Never shows more than the kind promises, however short the value.
#pragma once

#include "leadvault/lead/catalogue.hpp"
#include "leadvault/lead/new_lead.hpp"

namespace lv::lead {

// none: the value. full: "•••". initials: "J. D.". last4: "•••• 4567", only of 8 digits or more.
// email: "j•••@e•••.com". year: "1956" of a date in stored form, else "•••".
SecretText mask_value(MaskKind kind, std::string_view text);

} // namespace lv::lead
