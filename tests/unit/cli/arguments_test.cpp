#include "cli/arguments.hpp"

#include <catch2/catch.hpp>

#include "cli/flags.hpp"

namespace armature::cli {
namespace {

Arguments parsed(const std::vector<std::string>& words) {
  const auto result = parse_arguments(words);
  if (const auto* answer = std::get_if<Answer>(&result)) FAIL(answer->text);
  return std::get<Arguments>(result);
}

}  // namespace

TEST_CASE("flags arrive where they belong, in any of their spellings") {
  const Arguments a = parsed({"apply",  "-f",        "a.yml",          "--file=-",
                              "-g",     "rg",        "--workspace",    "ws",
                              "--only", "model/*",   "--only",         "compute/c",
                              "--set",  "a.b=c=d",   "--auto-approve", "--parallelism",
                              "7",      "--timeout", "1h30m",          "-o",
                              "json"});
  CHECK(a.command == Command::apply);
  CHECK(a.files == std::vector<std::string>{"a.yml", "-"});
  CHECK(a.resource_group == "rg");
  CHECK(a.workspace == "ws");
  CHECK(a.only == std::vector<std::string>{"model/*", "compute/c"});
  CHECK(a.set == std::vector<std::pair<std::string, std::string>>{{"a.b", "c=d"}});
  CHECK(a.yes);
  CHECK(a.parallelism == 7);
  CHECK(a.timeout == 5400 * runtime::second);
  CHECK(a.json);
  CHECK(a.saved_plan.empty());
}

TEST_CASE("a flag does not swallow what follows its value") {
  CHECK(parsed({"apply", "-f", "stack", "plan.json"}).saved_plan == "plan.json");
  CHECK(parsed({"apply", "plan.json", "--yes"}).saved_plan == "plan.json");
}

TEST_CASE("the words that say where and what are kept for the next command") {
  const Arguments a =
      parsed({"plan", "-w", "ws", "--file", "x", "--detailed-exitcode", "--out", "p", "--adopt"});
  CHECK(a.repeated == std::vector<std::string>{"-f", "x", "-w", "ws"});
  CHECK(a.planned == std::vector<std::string>{"--adopt"});
}

TEST_CASE("usage errors name the word, what is near it, and where to read on") {
  struct Row {
    std::vector<std::string> words;
    const char* says;
  };
  const Row rows[] = {
      {{"plam"}, "unknown command \"plam\"; did you mean \"plan\"?"},
      {{"frobnicate"}, "unknown command \"frobnicate\"\n"},
      {{"--no-color", "plan"}, "a command comes first, before \"--no-color\""},
      {{"plan", "--detailed-exitcod"},
       "unknown flag \"--detailed-exitcod\"; did you mean \"--detailed-exitcode\"?"},
      {{"apply", "plan.json", "--allow", "compute/c"}, "--allow is part of the saved plan"},
      {{"plan", "--quux=1"}, "unknown flag \"--quux\"\n"},
      {{"plan", "-x"}, "unknown flag \"-x\""},
      {{"validate", "--purge"},
       "\"--purge\" is a flag of plan, apply and destroy, not of validate"},
      {{"render", "--out", "x"}, "\"--out\" is a flag of plan, not of render"},
      {{"plan", "--out"}, "--out needs a value: FILE"},
      {{"plan", "-w", "a", "-w", "b"}, "--workspace is given 2 times"},
      {{"plan", "x"}, "unexpected argument \"x\""},
      {{"apply", "a", "b"}, "unexpected argument \"b\""},
      {{"plan", "--set", "a"}, "--set takes PATH=VALUE"},
      {{"plan", "--cloud", "aws"},
       "--cloud takes local, AzureCloud, AzureUSGovernment or AzureChinaCloud, not \"aws\""},
      {{"plan", "-o", "yaml"}, "--output takes text or json, not \"yaml\""},
      {{"plan", "--timeout", "5"}, "--timeout takes a duration"},
      {{"apply", "--parallelism", "0"}, "--parallelism takes a number from 1 to 1000"},
      {{"emulator", "--port", "65536"}, "--port takes a number from 0 to 65535"},
      {{"emulator", "--auth", "lax"}, "--auth takes strict"},
      {{"plan", "--x\x1b[31m"}, "unknown flag \"--x\\"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.says);
    const auto result = parse_arguments(row.words);
    REQUIRE(std::holds_alternative<Answer>(result));
    const Answer& answer = std::get<Answer>(result);
    CHECK(answer.exit_code == exit_usage);
    CHECK_THAT(answer.text, Catch::Contains(row.says) && Catch::Contains("--help`"));
    CHECK(answer.text.find('\x1b') == std::string::npos);
  }
}

TEST_CASE("help is an answer for standard output, and no words at all are a usage error") {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--help"},
                                                {"-h"},
                                                {"plan", "--help"},
                                                {"plan", "--bogus", "-h"}}) {
    const auto result = parse_arguments(words);
    REQUIRE(std::holds_alternative<Answer>(result));
    CHECK(std::get<Answer>(result).exit_code == 0);
  }
  const auto nothing = parse_arguments({});
  CHECK(std::get<Answer>(nothing).exit_code == exit_usage);
}

TEST_CASE("a command's help shows each of its flags and no other's, in lines that fit a terminal") {
  for (const CommandRow& row : commands()) {
    CAPTURE(row.name);
    const std::string help = command_help(row);
    for (const Flag& flag : flags()) {
      CAPTURE(flag.name);
      const auto at =
          help.find(dashed(flag.name) + (flag.value.empty() ? "" : " " + std::string(flag.value)));
      const bool shown =
          at != help.npos &&
          std::string(" ,").find(help[at + dashed(flag.name).size()]) != std::string::npos;
      CHECK(shown == flag.of(row.command));
    }
    std::size_t longest = 0;
    for (std::size_t begin = 0, end = 0; (end = help.find('\n', begin)) != help.npos;
         begin = end + 1)
      longest = std::max(longest, end - begin);
    CHECK(longest <= 90);
    CHECK_THAT(overview_help(), Catch::Contains("  " + std::string(row.name) + " "));
  }
}

TEST_CASE("durations have units") {
  struct Row {
    const char* text;
    runtime::Nanos want;
  };
  const Row rows[] = {{"0", 0},
                      {"0s", 0},
                      {"250ms", 250 * runtime::millisecond},
                      {"30s", 30 * runtime::second},
                      {"1h30m", 5400 * runtime::second},
                      {"1m1s1ms", 61'001 * runtime::millisecond},
                      {"", -1},
                      {"5", -1},
                      {"5x", -1},
                      {"-5s", -1},
                      {"s", -1},
                      {"1.5s", -1},
                      {"99999999999999999999s", -1}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(parse_time(row.text) == row.want);
  }
}

}  // namespace armature::cli
