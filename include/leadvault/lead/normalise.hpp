// Normalisers: the one form of a value that blind indexes are made of. Versioned: a change of an
// answer is a new version, because stored index tokens were made by the old one.
// Stateless, thread safe, independent of the locale. Never used for what is shown or stored.
#pragma once

#include "leadvault/lead/catalogue.hpp"
#include "leadvault/lead/new_lead.hpp"

namespace lv::lead {

// email/1. Accepts dot-atom local parts (RFC 5321 §4.1.2, RFC 6531), at most 64 bytes, and a
// domain of at least two labels that IDNA 2008 accepts, at most 254 bytes in all. Quoted local
// parts, address literals, comments and bare host names are refused: no lead is reached by them.
// Gives NFKC, lower case, the domain as A-labels.
Result<SecretText> normalise_email(std::string_view text);

// phone/1. E.164 ("+" and 4 to 17 digits) by the pinned numbering plans. `region` (ISO 3166-1
// alpha-2, may be empty) is where a number without a calling code is dialled. Extensions
// (";ext=", "ext.", "x") are dropped.
Result<SecretText> normalise_phone(std::string_view text, std::string_view region = {});

// exact/1. NFC, as given otherwise: external ids are case-sensitive.
Result<SecretText> normalise_exact(std::string_view text);

// What an index is made of: by the index's normaliser and its version.
Result<SecretText> index_form(const IndexDef& index, std::string_view text);

} // namespace lv::lead
