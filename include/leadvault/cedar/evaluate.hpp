// Evaluating one expression against one request. Errors are values without text, so that an erring
// policy costs no more than another; `describe` has the sentence.
#pragma once

#include "leadvault/cedar/entities.hpp"
#include "leadvault/cedar/expr.hpp"

namespace lv::cedar {

struct Request {
  EntityUid principal;
  EntityUid action;
  EntityUid resource;
  Record context;
};

enum class EvalErrc : std::uint8_t {
  type,     // an operand of the wrong kind
  overflow, // beyond 64 bits
  no_attribute,
  no_tag,
  no_entity,
  bad_argument,   // a text that is no decimal, address, time or duration
  argument_count, // of an extension function
};

struct EvalError {
  EvalErrc code = EvalErrc::type;
  Span where; // the expression that failed, in the text of its policy
};

std::string_view describe(EvalErrc code);

// Called by value() on a failure: a programming error.
[[noreturn]] void throw_exception_from_error(const EvalError& error, const boost::source_location&);

using Evaluated = boost::system::result<Value, EvalError>;

class Evaluator {
public:
  // Values that are made on the way lie in `scratch`. All three outlive the evaluator.
  Evaluator(const Request& request, const Entities& entities, Arena& scratch)
      : request_(request), entities_(entities), scratch_(scratch) {}

  Evaluated evaluate(const Expr& expr);
  bool is_in(const EntityUid& uid, const EntityUid& ancestor) const; // itself included

private:
  Evaluated operand(ExprPtr expr) { return evaluate(*expr); }
  template <class T>
  boost::system::result<T, EvalError> typed(ExprPtr expr);

  Evaluated eval(const Expr& at, const Literal& node);
  Evaluated eval(const Expr& at, const Variable& node);
  Evaluated eval(const Expr& at, const If& node);
  Evaluated eval(const Expr& at, const And& node);
  Evaluated eval(const Expr& at, const Or& node);
  Evaluated eval(const Expr& at, const Unary& node);
  Evaluated eval(const Expr& at, const Binary& node);
  Evaluated eval(const Expr& at, const Call& node);
  Evaluated eval(const Expr& at, const Get& node);
  Evaluated eval(const Expr& at, const Has& node);
  Evaluated eval(const Expr& at, const Like& node);
  Evaluated eval(const Expr& at, const Is& node);
  Evaluated eval(const Expr& at, const SetOf& node);
  Evaluated eval(const Expr& at, const RecordOf& node);

  Evaluated compare(const Expr& at, BinaryOp op, const Value& left, const Value& right) const;
  Evaluated arithmetic(const Expr& at, const Binary& node);
  Evaluated membership(const Expr& at, const Binary& node);
  Evaluated sets(const Expr& at, const Binary& node);
  Evaluated tags(const Expr& at, const Binary& node);
  Evaluated in(const Expr& at, const EntityUid& entity, const Value& ancestors) const;
  Evaluated attribute(const Expr& at, const Value& of, std::string_view name) const;

  const Request& request_;
  const Entities& entities_;
  Arena& scratch_;
};

} // namespace lv::cedar
