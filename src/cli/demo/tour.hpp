// The demo's steps, in order. Each checks that the vault did what the text says.
#pragma once

#include "cli/demo/actor.hpp"

namespace lv::cli {

Failure broken_promise(const std::string& what);

class Tour {
public:
  Tour(const DemoContext& demo, Actor crm, Actor rep, Actor officer)
      : demo_(demo), crm_(std::move(crm)), rep_(std::move(rep)), officer_(std::move(officer)) {}

  Outcome<void> run();

private:
  Outcome<void> ingest();
  Outcome<void> choose_lead();
  Outcome<void> qualify();
  Outcome<void> read_whole();
  Outcome<void> read_masked();
  Outcome<void> read_without_consent();
  Outcome<void> consent_and_withdrawal();
  Outcome<void> who_saw();
  Outcome<void> verify_log();
  Outcome<void> flip_a_byte();
  void farewell();

  Outcome<bool> has_no_consent(const std::string& id);
  Outcome<void> expect_consent_missing(const char* when);
  Outcome<Answer> expect(Outcome<Answer> answer, int status, const char* what);
  std::string lead_fields(const char* fields) const;
  void step(std::string_view title);
  void passed(std::string_view text);

  const DemoContext& demo_;
  Actor crm_;
  Actor rep_;
  Actor officer_;
  std::string lead_;
  SecretText email_;
  int step_ = 0;
};

} // namespace lv::cli
