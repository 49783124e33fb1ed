// Consent: append-only events and the state they add up to. Plain values; canonical bytes.
// The state is derived: it never holds what no event said, and says nothing of the evidence.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/base/time.hpp"
#include "leadvault/lead/purpose.hpp"

#include <optional>

namespace lv::lead {

enum class ConsentEventKind : std::uint8_t { granted = 1, withdrawn = 2, refused = 3, expired = 4 };

// GDPR Art. 6(1) a to f.
enum class LegalBasis : std::uint8_t {
  consent = 1,
  contract = 2,
  legal_obligation = 3,
  vital_interests = 4,
  public_task = 5,
  legitimate_interests = 6,
};

std::string_view name_of(ConsentEventKind kind);
std::string_view name_of(LegalBasis basis);
Result<LegalBasis> parse_legal_basis(std::string_view name);

struct ConsentEvent {
  ConsentId id;
  PurposeId purpose;
  std::uint32_t sequence = 0; // per lead, from 1
  ConsentEventKind kind = ConsentEventKind::granted;
  LegalBasis basis = LegalBasis::consent;
  Time time;
  Time expiry;                // 0 = none
  std::string jurisdiction;   // ISO 3166-1 alpha-2 or empty
  std::string notice_version; // of the text shown; at most 64 bytes
  bool operator==(const ConsentEvent&) const = default;
};

void encode(const ConsentEvent& event, ByteWriter& out);
Result<ConsentEvent> decode_consent_event(ByteReader& in);

// The newest event of each purpose.
class ConsentState {
public:
  void apply(const ConsentEvent& event);
  // The event relied on, or nothing: never asked, withdrawn or expired.
  const ConsentEvent* in_force(PurposeId purpose, Time now) const;
  // The event that already says no to the purpose, if its newest one does.
  const ConsentEvent* withdrawal(PurposeId purpose) const;
  std::uint32_t next_sequence() const { return newest_sequence_ + 1; }
  const std::vector<ConsentEvent>& current() const { return current_; } // ascending purposes

  Bytes encode() const; // versioned, canonical
  static Result<ConsentState> decode(ByteView bytes);
  bool operator==(const ConsentState&) const = default;

private:
  // The purpose's newest event, when it is of this kind.
  const ConsentEvent* newest(PurposeId purpose, ConsentEventKind kind) const;

  std::vector<ConsentEvent> current_;
  std::uint32_t newest_sequence_ = 0;
};

} // namespace lv::lead
