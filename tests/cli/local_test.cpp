#include <csignal>

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "stack.hpp"

namespace armature::test {

using Catch::Contains;

namespace {

mode_t mode_of(const std::filesystem::path& file) {
  struct stat status = {};
  return stat(file.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

constexpr const char* nothing_to_do =
    "Plan: 0 to add, 0 to change, 0 to replace, 0 to delete, 0 to route";

}  // namespace

TEST_CASE("a stack lives on the local cloud: planned, made, found unchanged, shown, removed") {
  Folder folder;
  write_stack(folder);
  const auto armature = [&](std::vector<std::string> words) {
    return run({std::move(words), folder.path()});
  };

  const Ended first = armature({"plan", "--detailed-exitcode"});
  CHECK(first.code == 2);
  CHECK_THAT(first.out, Contains("+ compute/nodes") && Contains("Plan: 2 to add") &&
                            Contains("Next: armature apply"));
  CHECK(armature({"plan", "--detailed-exitcode"}).out == first.out);

  const Ended applied = armature({"apply", "--yes"});
  CHECK(applied.code == 0);
  CHECK_THAT(applied.err, Contains("compute/nodes"));

  const Ended second = armature({"plan", "--detailed-exitcode"});
  CHECK(second.code == 0);
  CHECK_THAT(second.out, Contains(nothing_to_do) && !Contains("Next:"));

  const Ended status = armature({"status"});
  CHECK(status.code == 0);
  CHECK_THAT(status.out,
             Contains("compute/nodes") && Contains("Succeeded") && Contains("owned by small"));
  CHECK_THAT(armature({"status", "-o", "json"}).out, Contains("\"owner\":\"small\""));

  const Ended json = armature({"apply", "--yes", "-q", "-o", "json"});
  CHECK(json.code == 0);
  CHECK(json.out.front() == '{');
  CHECK(json.err.empty());

  CHECK(armature({"destroy", "--yes"}).code == 0);
  CHECK_THAT(armature({"status"}).out, Contains("absent") && !Contains("Succeeded"));
  CHECK(armature({"destroy", "--yes"}).code == 0);
}

TEST_CASE("without a terminal nobody is asked: --yes is named, and nothing is written") {
  Folder folder;
  write_stack(folder);
  const Ended ended = run({{"apply"}, folder.path()});
  CHECK(ended.code == 1);
  CHECK_THAT(ended.err, Contains("--yes"));
  CHECK(run({{"plan", "--detailed-exitcode"}, folder.path()}).code == 2);
}

TEST_CASE("a subset that names nothing is an error, an old --allow is only mentioned") {
  Folder folder;
  write_stack(folder);
  const Ended only = run({{"plan", "--only", "compute/node"}, folder.path()});
  CHECK(only.code == 1);
  CHECK(only.out.empty());
  CHECK_THAT(only.err, Contains("--only compute/node names nothing here"));
  const Ended some =
      run({{"plan", "--only", "compute/*", "--allow", "compute/old"}, folder.path()});
  CHECK(some.code == 0);
  CHECK_THAT(some.out, Contains("Plan: 1 to add"));
  CHECK_THAT(some.err, Contains("--allow compute/old names nothing here"));
}

TEST_CASE("destroy refuses to guess whose resources are meant") {
  Folder folder;
  folder.write("compute.yml", compute_yaml);
  const Ended ended =
      run({{"destroy", "-f", "compute.yml", "--cloud", "local", "--yes"}, folder.path()});
  CHECK(ended.code == 1);
  CHECK_THAT(ended.err, Contains("--stack NAME"));
}

TEST_CASE(
    "a saved plan is private, and is taken only for the place and the manifests it was made for") {
  Folder folder;
  write_stack(folder);
  const auto armature = [&](std::vector<std::string> words) {
    return run({std::move(words), folder.path()});
  };
  CHECK_THAT(armature({"plan", "--out", "plan.json"}).out,
             Contains("Next: armature apply plan.json"));
  CHECK(mode_of(folder.path() / "plan.json") == 0600);

  const Ended elsewhere = armature({"apply", "plan.json", "-w", "other", "--yes"});
  CHECK(elsewhere.code == 3);
  CHECK_THAT(elsewhere.err, Contains("other"));

  folder.write("compute.yml", std::string(compute_yaml) + "description: moved\n");
  CHECK(armature({"apply", "plan.json", "--yes"}).code == 3);
  folder.write("compute.yml", compute_yaml);
  CHECK(armature({"apply", "plan.json", "--yes"}).code == 0);
  CHECK(armature({"apply", "plan.json", "--yes"}).code == 3);
}

TEST_CASE("a saved plan is carried out as it was asked for, and takes no other wishes") {
  Folder folder;
  write_stack(folder);
  const auto armature = [&](std::vector<std::string> words) {
    return run({std::move(words), folder.path()});
  };
  const Ended planned = armature({"plan", "--only", "compute/nodes", "--out", "plan.json"});
  CHECK_THAT(planned.out, Contains("1 to add"));
  CHECK_THAT(planned.out, !Contains("--only"));
  const Ended mixed = armature({"apply", "plan.json", "--only", "compute/nodes", "--yes"});
  CHECK(mixed.code == 64);
  CHECK_THAT(mixed.err, Contains("--only is part of the saved plan"));
  CHECK(armature({"apply", "plan.json", "--yes"}).code == 0);  // what it left out is no residue
}

TEST_CASE("a file that is no plan is refused with a remedy") {
  Folder folder;
  write_stack(folder);
  for (const char* text : {"", "[]", "{}", "{\"steps\":7}", "not json"}) {
    CAPTURE(text);
    folder.write("plan.json", text);
    const Ended ended = run({{"apply", "plan.json", "--yes"}, folder.path()});
    CHECK(ended.code == 1);
    CHECK_FALSE(ended.err.empty());
  }
  CHECK(run({{"apply", "nowhere.json", "--yes"}, folder.path()}).code == 1);
}

TEST_CASE("the log of requests is private and works in process too") {
  Folder folder;
  write_stack(folder);
  Spawn spawn{{"apply", "--yes", "--log-http", "http.log"}, folder.path()};
  spawn.environment["ARMATURE_ACCESS_TOKEN"] = "canary";
  const Ended ended = run(spawn);
  CHECK(ended.code == 0);
  CHECK(mode_of(folder.path() / "http.log") == 0600);
  CHECK_THAT(ended.out + ended.err, !Contains("canary"));
}

TEST_CASE("an interrupt starts nothing more and tells how to go on; the next apply converges") {
  for (const int number : {SIGINT, SIGTERM}) {
    CAPTURE(number);
    Folder folder;
    write_stack(folder);
    Spawn spawn{{"apply", "--yes"}, folder.path()};
    spawn.environment["ARMATURE_LOCAL_OPERATION_TIME"] = "2s";
    Program program(spawn);
    REQUIRE(program.wait_for("compute/nodes"));
    program.signal(number);
    CHECK(program.wait() == 128 + number);
    CHECK_THAT(program.err(), Contains("starting nothing more"));
    CHECK(run({{"apply", "--yes"}, folder.path()}).code == 0);
    CHECK(run({{"plan", "--detailed-exitcode"}, folder.path()}).code == 0);
  }
}

TEST_CASE("the emulator says where it is, and a signal ends it well") {
  Program program({{"emulator"}});
  REQUIRE(program.wait_for("\n"));
  CHECK_THAT(program.out(), Catch::StartsWith("Emulator ready at http://127.0.0.1:"));
  program.signal(SIGTERM);
  CHECK(program.wait() == 0);
}

}  // namespace armature::test
