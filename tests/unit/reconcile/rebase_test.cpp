#include "reconcile/rebase.hpp"

#include <catch2/catch.hpp>

namespace armature::reconcile {
namespace {

using execute::Verdict;
using plan::Action;
using plan::Step;
using plan::StepId;

Step step(const std::string& address, Action action, std::vector<StepId> after = {},
          bool joins = false) {
  Step one;
  one.address = parse_address(address).value();
  one.action = action;
  one.after = std::move(after);
  one.joins_operation = joins;
  return one;
}

plan::Plan plan_of(std::vector<Step> steps) {
  plan::Plan out;
  for (Step& one : steps) {
    one.id = out.steps.size();
    out.steps.push_back(std::move(one));
  }
  return out;
}

std::vector<std::string> told(const Rebased& rebased) {
  std::vector<std::string> out;
  for (const Step& one : rebased.plan.steps) {
    std::string line = one.address.text();
    for (const StepId id : one.after) line += " after " + std::to_string(id);
    out.push_back(line);
  }
  return out;
}

using Lines = std::vector<std::string>;

/// An endpoint whose operation somebody else started, a deployment in it, and its default.
plan::Plan approved() {
  return plan_of({step("compute/c", Action::create),
                  step("batch_endpoint/e", Action::update, {0}, true),
                  step("batch_deployment/e/d", Action::create, {1}),
                  step("default_deployment/e", Action::route, {1, 2})});
}

TEST_CASE("a plan that joins nothing stays as it was approved") {
  const plan::Plan plain =
      plan_of({step("compute/c", Action::create), step("batch_endpoint/e", Action::create, {0})});
  const Rebased out = rebase(plain, {}, {});
  CHECK(told(out) == Lines{"compute/c", "batch_endpoint/e after 0"});
  CHECK(out.approved == std::vector<StepId>{0, 1});
  CHECK(out.decided.empty());
}

TEST_CASE(
    "a step that joined an operation is taken from the plan made after it, in its old place") {
  Step anew = step("batch_endpoint/e", Action::update, {}, false);
  anew.summary = "made anew";
  const Rebased out =
      rebase(approved(), plan_of({anew, step("compute/stranger", Action::create)}), {});
  CHECK(told(out) == Lines{"compute/c", "batch_endpoint/e after 0", "batch_deployment/e/d after 1",
                           "default_deployment/e after 1 after 2"});
  CHECK(out.plan.steps[1].summary == "made anew");
  CHECK_FALSE(out.plan.steps[1].joins_operation);
}

TEST_CASE("what the plan made after the operation refuses is not run, nor what needs it") {
  plan::Plan approved =
      plan_of({step("batch_endpoint/e", Action::update, {}, true),
               step("batch_endpoint/old", Action::remove), step("compute/c", Action::remove, {1})});
  plan::Plan fresh = plan_of({step("batch_endpoint/e", Action::update)});
  fresh.refusals.push_back({.address = parse_address("batch_endpoint/old").value(),
                            .message = "it is protected from deletion",
                            .remedy = "take the tag off"});
  const Rebased out = rebase(approved, fresh, {});
  CHECK(told(out) == Lines{"batch_endpoint/e"});
  REQUIRE(out.decided.size() == 2);
  CHECK(out.decided[0].verdict == Verdict::failed);
  CHECK(out.decided[0].error->kind == ErrorKind::refused);
  CHECK(out.decided[1].verdict == Verdict::skipped);
}

TEST_CASE("where the operation left nothing to do the step is done, and its order is kept") {
  const Rebased out = rebase(approved(), {}, {});
  CHECK(told(out) ==
        Lines{"compute/c", "batch_deployment/e/d after 0", "default_deployment/e after 0 after 1"});
  CHECK(out.approved == std::vector<StepId>{0, 2, 3});
  REQUIRE(out.decided.size() == 1);
  CHECK(out.decided[0].step == 1);
  CHECK(out.decided[0].verdict == Verdict::done);
  CHECK_FALSE(out.decided[0].accepted);
  const execute::Outcome told_back =
      in_approved_ids(out, {.step = 2, .verdict = Verdict::skipped, .because_of = {1}});
  CHECK(told_back.step == 3);
  CHECK(told_back.because_of == std::vector<StepId>{2});
}

TEST_CASE("what could now only be deleted was not approved, and what needs it is skipped") {
  const Rebased out = rebase(approved(), plan_of({step("batch_endpoint/e", Action::replace)}), {});
  CHECK(told(out) == Lines{"compute/c"});
  REQUIRE(out.decided.size() == 3);
  CHECK(out.decided[0].verdict == Verdict::failed);
  CHECK(out.decided[0].error->kind == ErrorKind::stale);
  CHECK(out.decided[1].verdict == Verdict::skipped);
  CHECK(out.decided[1].because_of == std::vector<StepId>{1});
  CHECK(out.decided[2].because_of == std::vector<StepId>{1, 2});
}

TEST_CASE("a replace that was approved stays one") {
  const plan::Plan plain = plan_of({step("compute/c", Action::replace, {}, true)});
  CHECK(told(rebase(plain, plan_of({step("compute/c", Action::replace)}), {})) ==
        Lines{"compute/c"});
}

TEST_CASE("an operation that cannot be waited for fails its step only") {
  const Rebased out =
      rebase(approved(), {}, {{1, Error{.kind = ErrorKind::outcome_unknown, .message = "no end"}}});
  CHECK(told(out) == Lines{"compute/c"});
  CHECK(out.decided[0].error->message == "no end");
}

}  // namespace
}  // namespace armature::reconcile
