// Every limit of the vault, in one place. What a caller meets is in docs/api.md; a cap is always
// told. Constants only; units stand last in the names.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lv::limits {

// HTTP
inline constexpr std::size_t head_bytes_max = 16 * 1024;
inline constexpr std::size_t header_count_max = 64;
inline constexpr std::size_t target_bytes_max = 4 * 1024;
inline constexpr std::size_t body_bytes_max = 8 * 1024 * 1024;
inline constexpr std::size_t small_body_bytes_max = 64 * 1024;
inline constexpr std::size_t large_bodies_bytes_max = 256 * 1024 * 1024; // of all connections
inline constexpr std::int64_t head_timeout_ms = 10'000; // first byte to end of head
inline constexpr std::int64_t body_timeout_ms = 25'000; // a slow sender is gone within 30 s
inline constexpr std::int64_t first_request_timeout_ms = 25'000; // whoever connects has a question
inline constexpr std::int64_t idle_timeout_ms = 60'000;          // after an answer
inline constexpr std::int64_t write_timeout_ms = 25'000;         // and a slow reader
inline constexpr std::int64_t handshake_timeout_ms = 10'000;
inline constexpr std::int64_t handler_timeout_ms = 30'000;
inline constexpr std::int64_t drain_timeout_ms = 10'000;
inline constexpr std::size_t handlers_per_thread_max = 512;
inline constexpr std::int64_t handler_wait_ms = 300; // for a place, then 503; a disk's hiccup fits
inline constexpr std::int64_t overload_pause_ms = 900; // before such a client is read again
inline constexpr std::size_t connections_max = 12'000;
inline constexpr std::size_t connections_per_address_max = 11'000; // behind a proxy: all are one
inline constexpr std::size_t admin_connections_max = 64;
inline constexpr std::size_t descriptors_reserved = 128; // files, admin: not connections
inline constexpr std::size_t descriptors_per_thread = 5; // 3 of its loop, 2 of its store reader

// JSON
inline constexpr std::size_t json_depth_max = 32;
inline constexpr std::size_t json_members_max = 100'000;

// API
inline constexpr std::size_t batch_get_max = 1'000;
inline constexpr std::size_t import_rows_max = 1'000;
inline constexpr std::size_t answer_sealed_bytes_max = 16 * 1024 * 1024; // of a batch or a page
inline constexpr std::size_t page_size_default = 50;
inline constexpr std::size_t page_size_max = 200;
inline constexpr std::size_t page_leads_seen_max = 5'000;  // by a list, whatever its filter leaves
inline constexpr std::size_t replay_decisions_max = 2'000; // of a page, then it ends
inline constexpr std::size_t review_principals_max = 1'000;
inline constexpr std::size_t reports_waiting_max = 16; // for their turn, one is made at a time
inline constexpr std::int64_t report_timeout_ms = 25'000;
inline constexpr std::int64_t cursor_valid_us = 24LL * 3600 * 1'000'000;
inline constexpr std::size_t idempotency_key_bytes_max = 255;
inline constexpr std::int64_t idempotency_valid_us = 24LL * 3600 * 1'000'000;
inline constexpr std::int64_t credential_valid_days_max = 366;

// Leads
inline constexpr std::size_t field_value_bytes_max = 16 * 1024;
inline constexpr std::size_t field_id_max = 1'023;
inline constexpr std::size_t external_ids_max = 16;
inline constexpr std::size_t external_id_bytes_max = 128;
inline constexpr std::uint32_t lead_consents_max = 1'000;      // events; then withdrawals alone
inline constexpr std::size_t inline_blob_bytes_max = 2 * 1024; // larger values go to a side table

// Audit
inline constexpr std::size_t entry_bytes_max = 65'535;
inline constexpr std::size_t audit_queue_entries_max = 8'192;
inline constexpr std::size_t audit_queue_bytes_max = 4 * 1024 * 1024;
inline constexpr std::size_t denial_queue_entries_max = 1'024;
inline constexpr std::size_t frame_bytes_max = 4 * 1024 * 1024;
inline constexpr std::size_t segment_bytes_default = 64 * 1024 * 1024;
inline constexpr std::size_t snapshot_bytes_max = 1024 * 1024 * 1024; // marks of 44 million leads
inline constexpr std::int64_t checkpoint_interval_ms = 1'000;
inline constexpr int decide_attempts_max = 3;

// Store
inline constexpr std::size_t write_queue_max = 8'192;
inline constexpr std::size_t write_group_max = 256;
inline constexpr std::size_t index_token_bytes_max = 32;
inline constexpr std::size_t lead_tokens_max = 256;
inline constexpr std::size_t token_delta_changes = 4'096; // of a tenant, then its delta is written
inline constexpr std::size_t token_delta_records_max = 256 * 1024; // of all tenants; 20 MiB
inline constexpr std::size_t token_page_records = 150; // the most that a page of 4 KiB holds
inline constexpr std::size_t token_merge_runs = 4;     // of a level, then they become one

// Policies
inline constexpr std::size_t policy_texts_bytes_max = 1024 * 1024; // of a folder, schema included
inline constexpr std::size_t policy_files_max = 256;
inline constexpr std::size_t policy_tables_bytes_max = 16 * 1024 * 1024; // cases of a folder
inline constexpr std::size_t cedar_text_bytes_max = 1024 * 1024;
inline constexpr std::size_t cedar_depth_max = 256;        // of brackets, sets, records and `if`
inline constexpr std::size_t cedar_tree_depth_max = 1'000; // chains of operators counted too
inline constexpr std::size_t cedar_policies_max = 10'000;
inline constexpr std::size_t cedar_type_parts_max = 100'000;         // its common types replaced
inline constexpr std::size_t cedar_validation_steps_max = 2'000'000; // policies x kinds of requests
inline constexpr std::size_t cedar_schema_steps_max = 2'000'000;     // references that are followed
inline constexpr std::size_t cedar_scope_bytes_max = 1'024;          // of the name of a namespace

} // namespace lv::limits
