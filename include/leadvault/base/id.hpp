// Strong 16-byte identifiers. Tagged so that a lead cannot be passed for a tenant.
// Text form: TypeID (prefix_ + 26 characters of Crockford base32 of a UUIDv7).
#pragma once

#include "leadvault/base/bytes.hpp"

#include <compare>

namespace lv {

template <class Tag>
struct Id {
  ByteArray<16> bytes{};

  auto operator<=>(const Id&) const = default;
  ByteView view() const { return bytes; }
  bool is_zero() const { return bytes == ByteArray<16>{}; } // zero = "none" in formats

  static Result<Id> from_bytes(ByteView view) {
    if (view.size() != 16) return LV_FAIL(malformed, "an id must have 16 bytes");
    Id id;
    std::copy(view.begin(), view.end(), id.bytes.begin());
    return id;
  }
};

// clang-format off
struct TenantTag     { static constexpr const char* prefix = "ten"; };
struct LeadTag       { static constexpr const char* prefix = "lead"; };
struct ConsentTag    { static constexpr const char* prefix = "con"; };
struct PrincipalTag  { static constexpr const char* prefix = "prin"; };
struct CredentialTag { static constexpr const char* prefix = "cred"; };
struct RequestTag    { static constexpr const char* prefix = "req"; };
struct EntryTag      { static constexpr const char* prefix = "evt"; };
struct JobTag        { static constexpr const char* prefix = "job"; };
struct KeyTag        { static constexpr const char* prefix = "key"; };
struct IncidentTag   { static constexpr const char* prefix = "inc"; };
struct LogTag        { static constexpr const char* prefix = "log"; };
struct InstallTag    { static constexpr const char* prefix = "inst"; };
// clang-format on

using TenantId = Id<TenantTag>;
using LeadId = Id<LeadTag>;
using ConsentId = Id<ConsentTag>;
using PrincipalId = Id<PrincipalTag>;
using CredentialId = Id<CredentialTag>;
using RequestId = Id<RequestTag>;
using EntryId = Id<EntryTag>;
using JobId = Id<JobTag>;
using KeyId = Id<KeyTag>;
using IncidentId = Id<IncidentTag>;
using LogId = Id<LogTag>;
using InstallationId = Id<InstallTag>;

// The tenant `init` makes: operators live here; it never holds leads.
inline constexpr TenantId system_tenant{{0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1}};

// RFC 9562 UUIDv7: monotonic within the process even when the clock stands still or steps back.
ByteArray<16> make_uuid_v7();
template <class Tag>
Id<Tag> make_id() {
  return Id<Tag>{make_uuid_v7()};
}

// TypeID text (jetify-com/typeid spec): 26 lower-case base32 characters; strict on parse.
inline constexpr std::size_t typeid_suffix_chars = 26;
void typeid_suffix(std::span<char, typeid_suffix_chars> out, const ByteArray<16>& bytes);
std::string typeid_text(std::string_view prefix, const ByteArray<16>& bytes);
Result<ByteArray<16>> typeid_parse(std::string_view prefix, std::string_view text);

template <class Tag>
std::string to_text(const Id<Tag>& id) {
  return typeid_text(Tag::prefix, id.bytes);
}

// The same in place, for whoever only writes it behind something else.
template <class Tag>
class IdText {
public:
  explicit IdText(const Id<Tag>& id) {
    *std::copy(prefix.begin(), prefix.end(), text_.begin()) = '_';
    typeid_suffix(std::span(text_).template last<typeid_suffix_chars>(), id.bytes);
  }
  operator std::string_view() const { return {text_.data(), text_.size()}; }

private:
  static constexpr std::string_view prefix = Tag::prefix;
  std::array<char, prefix.size() + 1 + typeid_suffix_chars> text_;
};

template <class Tag>
Result<Id<Tag>> parse_id(std::string_view text) {
  LV_TRY(bytes, typeid_parse(Tag::prefix, text));
  return Id<Tag>{bytes};
}

// FNV-style mix for hash maps; the input is random already (UUIDv7 tail).
struct IdHash {
  template <class Tag>
  std::size_t operator()(const Id<Tag>& id) const {
    std::uint64_t tail = 0;
    for (std::size_t i = 8; i < 16; ++i) tail = (tail << 8) | id.bytes[i];
    return static_cast<std::size_t>(tail * 0x9e3779b97f4a7c15ULL);
  }
};

} // namespace lv
