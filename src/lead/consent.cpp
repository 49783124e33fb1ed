#include "leadvault/lead/consent.hpp"

#include <algorithm>

namespace lv::lead {
namespace {

constexpr std::uint8_t state_version = 1;
constexpr std::size_t jurisdiction_bytes_max = 8;
constexpr std::size_t notice_bytes_max = 64;

bool before(const ConsentEvent& event, PurposeId purpose) { return event.purpose < purpose; }

} // namespace

void encode(const ConsentEvent& event, ByteWriter& out) {
  out.raw(event.id.view());
  out.u16(event.purpose.value);
  out.u32(event.sequence);
  out.u8(static_cast<std::uint8_t>(event.kind));
  out.u8(static_cast<std::uint8_t>(event.basis));
  out.i64(event.time.us);
  out.i64(event.expiry.us);
  out.lp(std::string_view(event.jurisdiction));
  out.lp(std::string_view(event.notice_version));
}

Result<ConsentEvent> decode_consent_event(ByteReader& in) {
  ConsentEvent event;
  LV_TRY(id, in.array<16>());
  LV_TRY(purpose, in.u16());
  LV_TRY(sequence, in.u32());
  LV_TRY(kind, in.u8());
  LV_TRY(basis, in.u8());
  LV_TRY(time, in.i64());
  LV_TRY(expiry, in.i64());
  LV_TRY(jurisdiction, in.lp(jurisdiction_bytes_max));
  LV_TRY(notice, in.lp(notice_bytes_max));
  if (kind < 1 || kind > static_cast<std::uint8_t>(ConsentEventKind::expired)) {
    return LV_FAIL(malformed, "a consent event has an unknown kind");
  }
  if (basis < 1 || basis > static_cast<std::uint8_t>(LegalBasis::legitimate_interests)) {
    return LV_FAIL(malformed, "a consent event has an unknown legal basis");
  }
  event.id = ConsentId{id};
  event.purpose = PurposeId{purpose};
  event.sequence = sequence;
  event.kind = static_cast<ConsentEventKind>(kind);
  event.basis = static_cast<LegalBasis>(basis);
  event.time = Time{time};
  event.expiry = Time{expiry};
  event.jurisdiction = std::string(text_of(jurisdiction));
  event.notice_version = std::string(text_of(notice));
  return event;
}

void ConsentState::apply(const ConsentEvent& event) {
  newest_sequence_ = std::max(newest_sequence_, event.sequence);
  const auto at = std::lower_bound(current_.begin(), current_.end(), event.purpose, before);
  if (at == current_.end() || at->purpose != event.purpose) {
    current_.insert(at, event);
  } else if (event.sequence >= at->sequence) { // a replayed older event changes nothing
    *at = event;
  }
}

const ConsentEvent* ConsentState::newest(PurposeId purpose, ConsentEventKind kind) const {
  const auto at = std::lower_bound(current_.begin(), current_.end(), purpose, before);
  if (at == current_.end() || at->purpose != purpose || at->kind != kind) return nullptr;
  return &*at;
}

const ConsentEvent* ConsentState::in_force(PurposeId purpose, Time now) const {
  const auto* event = newest(purpose, ConsentEventKind::granted);
  if (event == nullptr || (event->expiry.us != 0 && event->expiry <= now)) return nullptr;
  return event;
}

const ConsentEvent* ConsentState::withdrawal(PurposeId purpose) const {
  return newest(purpose, ConsentEventKind::withdrawn);
}

Bytes ConsentState::encode() const {
  ByteWriter out;
  out.u8(state_version);
  out.u32(newest_sequence_);
  out.u16(static_cast<std::uint16_t>(current_.size()));
  for (const auto& event : current_) lead::encode(event, out);
  return out.take();
}

Result<ConsentState> ConsentState::decode(ByteView bytes) {
  ByteReader in(bytes);
  LV_TRY(version, in.u8());
  if (version != state_version) {
    return LV_FAIL(unknown_version, "a consent state has an unknown version");
  }
  ConsentState state;
  LV_TRY(newest, in.u32());
  LV_TRY(count, in.u16());
  state.newest_sequence_ = newest;
  for (std::size_t i = 0; i < count; ++i) {
    LV_TRY(event, decode_consent_event(in));
    if (!state.current_.empty() && !(state.current_.back().purpose < event.purpose)) {
      return LV_FAIL(malformed, "a consent state is not in the order of its purposes");
    }
    if (event.sequence > newest) return LV_FAIL(malformed, "a consent state is behind its events");
    state.current_.push_back(std::move(event));
  }
  LV_CHECK(in.done());
  return state;
}

} // namespace lv::lead
