#include "policy/permit_maker.hpp"

#include "leadvault/crypto/hash.hpp"

namespace lv::policy {
namespace {

constexpr std::string_view label = "lv1/permit";

Digest digest_of(const PermitData& data) {
  ShortWriter<512> out;
  out.lp(label);
  out.raw(data.tenant.view());
  out.raw(data.lead.view());
  out.u64(data.version);
  out.u64(data.lead_position.value);
  out.raw(data.key.view());
  out.u32(data.key_term);
  out.raw(data.principal.view());
  out.raw(data.credential.view());
  out.raw(data.on_behalf_of.view());
  out.u64(data.principal_position.value);
  out.u64(data.credential_position.value);
  out.u64(data.policy_position.value);
  out.raw(data.request.view());
  out.u64(data.source_tag);
  out.u16(data.action);
  out.u16(data.purpose.value);
  data.released.encode(out);
  data.masked.encode(out);
  out.u32(static_cast<std::uint32_t>(data.masks.size()));
  for (const auto& masked : data.masks) {
    out.u16(masked.field.value);
    out.u8(static_cast<std::uint8_t>(masked.mask));
  }
  out.u32(static_cast<std::uint32_t>(data.withheld.size()));
  for (const auto& withheld : data.withheld) {
    out.u16(withheld.field.value);
    out.u16(static_cast<std::uint16_t>(withheld.reason));
    out.lp(withheld.code);
  }
  out.u32(static_cast<std::uint32_t>(data.policies.size()));
  for (const auto policy : data.policies) out.u16(policy);
  out.raw(data.consent.view());
  out.raw(data.policy_set);
  out.raw(data.catalogue);
  return crypto::sha256(out.view());
}

} // namespace

Permit PermitMaker::make(PermitData data) {
  const auto digest = digest_of(data);
  return Permit(std::move(data), digest);
}

} // namespace lv::policy
