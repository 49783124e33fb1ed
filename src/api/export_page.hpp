// The pages of one export as text: NDJSON lines or CSV records, each page closed by its receipt.
#pragma once

#include "api/cursor.hpp"
#include "api/header_values.hpp"
#include "api/services.hpp"

namespace lv::api {

// What an export was asked for; outlives the request that asked, because its body is streamed.
struct ExportPlan {
  Services& services;
  policy::Caller caller;
  store::ListFilter filter;
  policy::ReadQuestion question;
  std::vector<std::string> columns; // as the caller named them
  ExportForm form = ExportForm::ndjson;
  CursorScope scope;
  std::uint64_t place = 0; // change order; where the next page starts
  enum class Phase { first_page, more_pages, over } phase = Phase::first_page;
};

// Reads, logs and writes one page and moves `plan` on; empty when the export is over.
Task<SecretText> next_export_page(std::shared_ptr<ExportPlan> plan);

} // namespace lv::api
