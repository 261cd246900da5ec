#include <catch2/catch.hpp>

#include "stack.hpp"

namespace armature::test {

using Catch::Contains;

TEST_CASE("version prints one line") {
  for (const char* word : {"version", "--version"}) {
    const Ended ended = run({{word}});
    CHECK(ended.code == 0);
    CHECK_THAT(ended.out, Catch::StartsWith("armature "));
    CHECK(ended.out.find('\n') == ended.out.size() - 1);
    CHECK(ended.err.empty());
  }
}

TEST_CASE("help goes to standard output, usage errors to standard error with exit 64") {
  for (const char* command :
       {"validate", "render", "plan", "apply", "destroy", "status", "emulator"}) {
    CAPTURE(command);
    const Ended help = run({{command, "--help"}});
    CHECK(help.code == 0);
    CHECK_THAT(help.out, Contains("Usage: armature " + std::string(command)));
    CHECK(help.err.empty());
    const Ended wrong = run({{command, "--nonsense"}});
    CHECK(wrong.code == 64);
    CHECK(wrong.out.empty());
    CHECK_THAT(wrong.err, Contains("unknown flag \"--nonsense\""));
  }
  CHECK(run({{}}).code == 64);
  CHECK(run({{"--help"}}).code == 0);
}

TEST_CASE("what later versions will have is not shown") {
  const std::string help = run({{"--help"}}).out + run({{"plan", "--help"}}).out;
  for (const char* later : {"drift", "rollout", "markdown", "junit"})
    CHECK_THAT(help, !Contains(later));
}

TEST_CASE("output that cannot be written is an error, not a silent death") {
  for (const bool closed : {true, false}) {
    CAPTURE(closed);
    Spawn spawn{{"version"}};
    spawn.close_output = closed;
    spawn.broken_output = !closed;
    const Ended ended = run(spawn);
    CHECK(ended.code == 1);
    CHECK_THAT(ended.err, Contains("cannot write to standard output"));
  }
}

TEST_CASE("a closed standard input is an empty one") {
  Spawn spawn{{"validate", "-f", "-"}};
  spawn.close_input = true;
  const Ended ended = run(spawn);
  CHECK(ended.code == 1);
  CHECK_FALSE(ended.err.empty());
}

TEST_CASE("validate tells the place and the remedy on standard error") {
  Folder folder;
  folder.write("bad.yml", std::string(compute_yaml) + "max_instance: 3\n");
  const Ended ended = run({{"validate", "-f", "bad.yml"}, folder.path()});
  CHECK(ended.code == 1);
  CHECK(ended.out.empty());
  CHECK_THAT(ended.err, Contains("bad.yml:7:1: error:") && Contains("max_instances"));
  const Ended json = run({{"validate", "-f", "bad.yml", "-o", "json"}, folder.path()});
  CHECK(json.code == 1);
  CHECK_THAT(json.out, Contains("\"valid\":false") && Contains("\"line\":7"));
}

TEST_CASE("a manifest can come through standard input") {
  Spawn spawn{{"render", "-f", "-", "-o", "json", "--location", "westeurope"}};
  spawn.input = compute_yaml;
  const Ended ended = run(spawn);
  CHECK(ended.code == 0);
  CHECK_THAT(ended.out,
             Contains("\"address\":\"compute/nodes\"") && Contains("\"location\":\"westeurope\""));
  CHECK(ended.err.empty());
}

TEST_CASE("a valid stack is summed up in a line") {
  Folder folder;
  write_stack(folder);
  const Ended ended = run({{"validate"}, folder.path()});
  CHECK(ended.code == 0);
  CHECK(ended.out == "small: 2 manifests, 2 resources: valid\n");
}

TEST_CASE("without a token there is exit 7 and a remedy") {
  Folder folder;
  write_stack(folder);
  const Ended ended =
      run({{"plan", "--cloud", "AzureCloud", "--subscription", "s", "-g", "g", "-w", "w"},
           folder.path()});
  CHECK(ended.code == 7);
  CHECK(ended.out.empty());
  CHECK_THAT(ended.err, Contains("ARMATURE_ACCESS_TOKEN"));
}

TEST_CASE("without a workspace there is exit 64 and every way to name one") {
  Folder folder;
  folder.write("compute.yml", compute_yaml);
  const Ended ended = run({{"plan", "-f", "compute.yml"}, folder.path()});
  CHECK(ended.code == 64);
  CHECK_THAT(ended.err, Contains("-w NAME") && Contains("--cloud local"));
}

TEST_CASE("--timeout ends a plan that gets no answer") {
  Folder folder;
  write_stack(folder);
  Spawn spawn{{"plan", "--cloud", "AzureCloud", "--subscription", "s", "--timeout", "50ms"},
              folder.path()};
  spawn.words.insert(spawn.words.end(), {"-g", "g", "-w", "w"});
  spawn.environment["ARM_RESOURCE_MANAGER_ENDPOINT"] = "http://127.0.0.1:1";
  const Ended ended = run(spawn);
  CHECK(ended.code == 1);
  CHECK(ended.out.empty());
  CHECK_FALSE(ended.err.empty());
}

TEST_CASE("a value that a script left empty is refused, and so is a limit of nothing") {
  struct Row {
    std::vector<std::string> words;
    const char* want;
  };
  const Row rows[] = {
      {{"plan", "--out", ""}, "--out needs a value: FILE"},
      {{"plan", "--out="}, "--out needs a value: FILE"},
      {{"plan", "-g", ""}, "--resource-group needs a value: NAME"},
      {{"plan", "-f", ""}, "--file needs a value: PATH"},
      {{"plan", "--only", ""}, "--only needs a value: ADDRESS"},
      {{"plan", "--log-http", ""}, "--log-http needs a value: FILE"},
      {{"plan", "--timeout", "0s"}, "--timeout takes a duration above 0, not \"0s\""},
      {{"apply", ""}, "an empty word is no"},
      {{"plan", "--stack", "a b/../"}, "--stack takes a name"},
      {{"plan", "--api-version", "latest"}, "--api-version takes a date such as 2026-05-01"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.want);
    Folder folder;
    write_stack(folder);
    const Ended ended = run({row.words, folder.path()});
    CHECK(ended.code == 64);
    CHECK(ended.out.empty());
    CHECK_THAT(ended.err, Contains(row.want));
  }
}

}  // namespace armature::test
