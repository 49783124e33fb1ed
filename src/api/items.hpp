// Items of a batch or an export page as JSON, and the log entries they stand in.
#pragma once

#include "api/call.hpp"

namespace lv::api {

// The problem document of an item that was refused or failed.
void write_item_problem(const Call& call, const vault::Vault::Item& item, JsonWriter& json);

// The receipts of the items that were released, each once, in order.
std::vector<std::string> receipts_of(const std::vector<vault::Vault::Item>& items);
void write_receipts(const std::vector<vault::Vault::Item>& items, JsonWriter& json);

} // namespace lv::api
