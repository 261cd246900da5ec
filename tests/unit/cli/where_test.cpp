#include "cli/where.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "cli/owner.hpp"

namespace armature::cli {
namespace {

namespace fs = std::filesystem;

struct Folder {
  Folder() {
    char name[] = "/tmp/armature-test-XXXXXX";
    path = mkdtemp(name);
  }
  ~Folder() { fs::remove_all(path); }
  void write(const fs::path& file, const std::string& text) const {
    fs::create_directories((path / file).parent_path());
    std::ofstream(path / file) << text;
  }
  fs::path path;
};

/// A machine with every source of a scope; each test takes some away.
struct Machine {
  Machine() {
    folder.write(
        "project/.azureml/config.json",
        R"({"subscription_id":"s-config","resource_group":"g-config","workspace_name":"w-config"})");
    folder.write("home/.azure/config",
                 "[cloud]\nname = AzureCloud\n[defaults]\ngroup = g-az\nworkspace = "
                 "w-az\n[other]\ngroup = no\n");
    stack.subscription = "s-stack";
    stack.resource_group = "g-stack";
    stack.workspace = "w-stack";
    environment = {{"AZURE_SUBSCRIPTION_ID", "s-env"},
                   {"AZURE_RESOURCE_GROUP", "g-env"},
                   {"AZURE_ML_WORKSPACE", "w-env"},
                   {"HOME", folder.path / "home"}};
    working_directory = folder.path / "project/deep/down";
    fs::create_directories(working_directory);
  }
  Result<Where> find() {
    return find_where({arguments, with_stack ? &stack : nullptr, environment, working_directory});
  }
  std::string text() {
    const auto where = find();
    if (!where) return where.error().message;
    return where->scope.subscription + " " + where->scope.resource_group + " " +
           where->scope.workspace;
  }

  Folder folder;
  Arguments arguments;
  manifest::StackFile stack;
  bool with_stack = true;
  Environment environment;
  std::string working_directory;
};

}  // namespace

TEST_CASE(
    "flags win over the stack file, that over the environment, config.json and the defaults of "
    "az") {
  Machine machine;
  machine.arguments.workspace = "w-flag";
  CHECK(machine.text() == "s-stack g-stack w-flag");
  machine.with_stack = false;
  CHECK(machine.text() == "s-env g-env w-flag");
  machine.environment.erase("AZURE_SUBSCRIPTION_ID");
  machine.environment["AZURE_RESOURCE_GROUP"] = "";
  CHECK(machine.text() == "s-config g-config w-flag");
  fs::remove_all(machine.folder.path / "project/.azureml");
  machine.arguments.workspace = "";
  machine.environment.erase("AZURE_ML_WORKSPACE");
  machine.arguments.subscription = "s-flag";
  CHECK(machine.text() == "s-flag g-az w-az");
}

TEST_CASE("what is missing is named with every way to give it") {
  Machine machine;
  machine.with_stack = false;
  machine.environment = {};
  machine.working_directory = "/";
  const auto where = machine.find();
  REQUIRE_FALSE(where);
  CHECK(where.error().message == "no subscription and no resource group and no workspace is given");
  for (const char* way :
       {"--subscription", "AZURE_SUBSCRIPTION_ID", "-g", "-w", "--cloud local", "armature.yaml"})
    CHECK_THAT(where.error().remedy, Catch::Contains(way));
}

TEST_CASE(
    "the local cloud has names of its own for what is missing, whatever the machine says of "
    "Azure") {
  Machine machine;
  machine.stack = {};
  machine.stack.cloud = "local";
  machine.stack.workspace = "ml-dev";
  CHECK(machine.text() == "00000000-0000-0000-0000-000000000000 local ml-dev");
  machine.arguments.cloud = "AzureCloud";
  CHECK(machine.text() == "s-env g-env ml-dev");
}

TEST_CASE("a broken settings file counts as none") {
  Machine machine;
  machine.with_stack = false;
  machine.environment = {{"HOME", machine.folder.path / "home"}};
  machine.arguments.subscription = "s";
  for (const char* text : {"{", "[]", R"({"resource_group":7})"}) {
    machine.folder.write("project/.azureml/config.json", text);
    CHECK(machine.text() == "s g-az w-az");
  }
}

TEST_CASE("another Resource Manager is taken over https, or on loopback") {
  struct Row {
    const char *endpoint, *origin;
  };
  const Row rows[] = {{"", "https://management.azure.com"},
                      {"https://Management.Example.com:443/", "https://management.example.com"},
                      {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
                      {"http://localhost:1/", "http://localhost:1"},
                      {"http://management.example.com", ""},
                      {"https://user@management.example.com", ""},
                      {"https://management.example.com/path", ""},
                      {"nonsense", ""}};
  for (const Row& row : rows) {
    CAPTURE(row.endpoint);
    Machine machine;
    machine.environment["ARM_RESOURCE_MANAGER_ENDPOINT"] = row.endpoint;
    const auto where = machine.find();
    CHECK((where ? where->origin : "") == row.origin);
  }
}

TEST_CASE("the endpoint variable moves Azure, not the local cloud") {
  Machine machine;
  machine.arguments.cloud = "local";
  machine.environment["ARM_RESOURCE_MANAGER_ENDPOINT"] = "https://elsewhere.example.com";
  CHECK(machine.find()->origin == "http://armature.localhost");
}

TEST_CASE("every clone of a repository is the same repository") {
  const char* same[] = {"https://github.com/Team/Repo.git",
                        "https://user:token@github.com/team/repo", "git@github.com:team/repo.git",
                        "ssh://git@github.com/team/repo.git/",
                        "https://x-access-token:gh_1@github.com/team/repo/"};
  for (const char* remote : same) {
    CAPTURE(remote);
    CHECK(repository_identity(remote) == "github.com/team/repo");
  }
  CHECK(repository_identity("https://dev.azure.com:8443/o/p/_git/r") ==
        "dev.azure.com:8443/o/p/_git/r");
}

TEST_CASE(
    "a stack is marked with its name and a digest of where it comes from; without a name nothing "
    "is marked") {
  Where local;
  local.cloud = "local";
  source::Loaded loaded;
  loaded.root = "/";
  CHECK_FALSE(owner_of(loaded, "", local).marks());
  loaded.stack.emplace().name = "a";
  const auto plain = owner_of(loaded, "", local);
  CHECK(plain.stack == "a");
  CHECK(plain.source.size() == 16);
  CHECK(owner_of(loaded, "b", local).stack == "b");
  CHECK(owner_of(loaded, "b", local).source != plain.source);
  loaded.stack->id = "explicit";
  const auto named = owner_of(loaded, "", local);
  CHECK(named.source != plain.source);
  loaded.stack->name = "c";
  CHECK(owner_of(loaded, "", local).source == named.source);
}

TEST_CASE("what would name another place is refused wherever it comes from") {
  struct Row {
    const char* subscription;
    const char* group;
    const char* workspace;
    bool good;
  };
  const Row rows[] = {
      {"11111111-2222-3333-4444-555555555555", "rg-ml_1.(x)", "ml-dev_1", true},
      {"s", "gr\u00fcn", "w", true},
      {"s/../t", "g", "w", false},
      {"s", "a/b", "w", false},
      {"s", "g.", "w", false},
      {"s", "g?x=1", "w", false},
      {"s", "g%2f", "w", false},
      {"s", "g", "../x", false},
      {"s", "g", "-w", false},
      {"s", "g", "w.x", false},
      {"s", "g", "this-name-has-thirty-four-letters-", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.subscription, row.group, row.workspace);
    CHECK(check_place({row.subscription, row.group, row.workspace}).has_value() == row.good);
    Machine machine;
    machine.stack.workspace = row.workspace;
    machine.stack.resource_group = row.group;
    machine.stack.subscription = row.subscription;
    CHECK(machine.find().has_value() == row.good);
  }
}

}  // namespace armature::cli
