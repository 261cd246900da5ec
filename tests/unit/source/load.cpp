#include <catch2/catch.hpp>

#include "folder.hpp"
#include "source/source.hpp"

using namespace armature;
using source::test::Folder;

namespace {

const char* const compute =
    "$schema: https://azuremlschemas.azureedge.net/latest/amlCompute.schema.json\nname: c1\ntype: "
    "amlcompute\n";

struct Run {
  source::Loaded loaded;
  Diagnostics diagnostics;

  std::string said() const { return source::test::headlines(diagnostics); }
  std::string files() const {
    std::string out;
    for (const auto& document : loaded.documents) out += document.file + " ";
    return out;
  }
};

Run load(const std::string& working_directory, std::vector<std::string> files,
         std::map<std::string, std::string> environment = {}, std::string input = {}) {
  Run run;
  run.loaded = source::load({.files = std::move(files),
                             .working_directory = working_directory,
                             .environment = std::move(environment),
                             .standard_input = std::move(input)},
                            run.diagnostics);
  return run;
}

}  // namespace

TEST_CASE("the stack file is found upward, and its manifests come in order of their names") {
  const Folder folder;
  folder.write("stack/armature.yaml",
               "name: s\nworkspace: ${env.WS}\nmanifests: [z.yml, \"endpoints/**/*.yml\", "
               "endpoints/b.yml]\n");
  folder.write("stack/z.yml", compute);
  folder.write("stack/unlisted.yml", compute);
  folder.write("stack/endpoints/b.yml", compute);
  folder.write("stack/endpoints/deep/er/a.yml", compute);
  folder.write("stack/endpoints/.hidden.yml", compute);
  folder.make("stack/code/inner");
  const Run run = load(folder.path("stack/code/inner"), {}, {{"WS", "ml-dev"}});
  CHECK(run.said().empty());
  REQUIRE(run.loaded.stack);
  CHECK(run.loaded.stack->workspace == "ml-dev");
  CHECK(run.loaded.root == folder.path("stack"));
  CHECK(run.files() == "endpoints/b.yml endpoints/deep/er/a.yml z.yml ");
  CHECK(run.loaded.documents[0].folder == "endpoints");
  CHECK(short_text(run.loaded.documents[2].root.pos) == "../../z.yml:1");
}

TEST_CASE("a folder with a stack file stands for the stack") {
  const Folder folder;
  folder.write(".git/HEAD", "");
  folder.write("manifests/mnist/armature.yaml",
               "name: s\nmanifests: [a.yml]\n---\nkind: code\nname: inline\n");
  folder.write("manifests/mnist/a.yml", compute);
  for (const char* given :
       {"manifests/mnist", "manifests/mnist/", "./manifests/mnist/armature.yaml"}) {
    const Run run = load(folder.path(), {given});
    CHECK(run.said().empty());
    CHECK(run.loaded.stack);
    CHECK(run.loaded.stack_path == "manifests/mnist/armature.yaml");
    CHECK(run.files() == "a.yml armature.yaml ");
    CHECK(short_text(run.loaded.documents[0].root.pos) == "manifests/mnist/a.yml:1");
  }
}

TEST_CASE("a folder without a stack file gives what claims to be a manifest") {
  const Folder folder;
  folder.write("a/compute.yaml", compute);
  folder.write("a/amlcompute.yml", "name: c2\ntype: amlcompute\n");
  folder.write("a/code.yml", "kind: code\nname: x\n");
  folder.write("a/conda.yml", "name: env\ndependencies: [python=3.10]\n");
  folder.write("a/k8s.yml", "apiVersion: v1\nkind: Pod\n---\nkind: Service\n");
  folder.write("a/chart.yml", "a: {{ .Values.x }}\n\t- nonsense\n");
  folder.write("a/schema.yml", "$schema: https://json-schema.org/draft/2020-12/schema\n");
  folder.write("a/empty.yml", "");
  folder.write("a/.github/ci.yml", compute);
  folder.write("a/notes.txt", "x");
  folder.write("a/broken.yml", "$schema: x/model.schema.json\nname: a\nname: b\n");
  folder.write("a/other/armature.yaml", "name: other\n");
  folder.write("a/other/c.yml", compute);
  folder.link("a/round", ".");
  const Run run = load(folder.path(), {"a"});
  CHECK(run.files() == "a/amlcompute.yml a/broken.yml a/code.yml a/compute.yaml ");
  CHECK(run.loaded.foreign == 6);
  CHECK(run.said() ==
        "a/other: note: Folder left out\n"
        "a/broken.yml:3:1: error: Duplicate key \"name\"\n");
}

TEST_CASE("files that are named are never left out as foreign") {
  const Folder folder;
  folder.write("conda.yml", "name: env\n");
  folder.write("empty.yml", "");
  const Run run = load(folder.path(), {"conda.yml", "empty.yml", "conda.yml"});
  CHECK(run.files() == "conda.yml ");
  CHECK(run.loaded.foreign == 0);
  CHECK(run.said() == "empty.yml:1:1: error: Empty file\n");
}

TEST_CASE(
    "without a stack file the root is the working directory if it holds the file, else the file's "
    "folder") {
  const Folder folder;
  folder.write("a/b/c.yml", compute);
  CHECK(load(folder.path("a"), {"b/c.yml"}).loaded.root == folder.path("a"));
  CHECK(load(folder.path("a"), {folder.path("a/b/c.yml")}).files() == "b/c.yml ");
  folder.make("elsewhere");
  const Run run = load(folder.path("elsewhere"), {"../a/b/c.yml"});
  CHECK(run.loaded.root == folder.path("a/b"));
  CHECK(run.files() == "c.yml ");
  CHECK(short_text(run.loaded.documents[0].root.pos) == "../a/b/c.yml:1");
}

TEST_CASE("standard input is a manifest of the working directory") {
  const Folder folder;
  const Run run = load(folder.path(), {"-"}, {}, "name: x\nname: y\n");
  CHECK(run.files() == "- ");
  CHECK(run.loaded.root == folder.path());
  CHECK(run.said() == "<stdin>:2:1: error: Duplicate key \"name\"\n");
}

TEST_CASE("a wider root lets manifests lie beside the stack's folder, and no further") {
  const Folder folder;
  folder.write("secret.yml", compute);
  folder.write("team/shared/env.yml", compute);
  folder.write("team/stack/armature.yaml",
               "name: s\nroot: ..\nmanifests: [../shared/env.yml, ../../secret.yml, /etc/passwd, "
               "../link.yml]\n");
  folder.link("team/link.yml", "../secret.yml");
  const Run run = load(folder.path("team/stack"), {});
  CHECK(run.loaded.root == folder.path("team"));
  CHECK(run.files() == "shared/env.yml ");
  CHECK(run.said() ==
        "armature.yaml:3:32: error: Path leaves the stack's folder\n"
        "armature.yaml:3:50: error: Path leaves the stack's folder\n"
        "armature.yaml:3:63: error: Path leaves the stack's folder\n");
  folder.write("team/stack/armature.yaml", "name: s\nroot: inner\nmanifests: []\n");
  folder.make("team/stack/inner");
  CHECK(load(folder.path("team/stack"), {}).said() ==
        "armature.yaml:2:7: error: Root \"inner\" does not hold the stack file\n");
}

TEST_CASE("manifests that are not there are told at the stack's line") {
  const Folder folder;
  folder.write("armature.yaml",
               "name: s\nmanifests:\n  - compte.yml\n  - nothing/*.yml\n  - \"*.yaml.txt\"\n");
  folder.write("compute.yml", compute);
  const Run run = load(folder.path(), {});
  CHECK(run.said() ==
        "armature.yaml:3:5: error: No such file: \"compte.yml\"\n"
        "armature.yaml:4:5: error: \"nothing/*.yml\" matches no file\n"
        "armature.yaml:5:5: error: \"*.yaml.txt\" matches no file\n");
  CHECK(run.diagnostics[0].detail == "Did you mean \"compute.yml\"?");
}

TEST_CASE("symlinks out of a folder are errors for globs and folders too") {
  const Folder folder;
  folder.write("secret/a.yml", compute);
  folder.write("stack/armature.yaml", "name: s\nmanifests: [\"*.yml\"]\n");
  folder.write("stack/ok.yml", compute);
  folder.link("stack/out.yml", "../secret/a.yml");
  CHECK(load(folder.path("stack"), {}).said() ==
        "out.yml: error: Symlink leaves the stack's folder\n");
  folder.write("free/ok.yml", compute);
  folder.link("free/out", "../secret");
  const Run run = load(folder.path("free"), {"."});
  CHECK(run.files() == "ok.yml ");
  CHECK(run.said() == "out: error: Symlink leaves the stack's folder\n");
}

TEST_CASE("what is given but not there is told with the nearest name") {
  const Folder folder;
  folder.write("sub/compute.yml", compute);
  const Run run = load(folder.path(), {"sub/compute.yaml", "nowhere"});
  CHECK(
      run.said() ==
      "sub/compute.yaml: error: No such file or folder\nnowhere: error: No such file or folder\n");
  CHECK(run.diagnostics[0].detail == "Did you mean \"sub/compute.yml\"?");
}

TEST_CASE("one run has one stack and files below one root") {
  const Folder folder;
  folder.write("a/armature.yaml", "name: a\nmanifests: []\n");
  folder.write("b/armature.yaml", "name: b\nmanifests: []\n");
  folder.write("c.yml", compute);
  folder.write("a/more.yml", compute);
  const Run run = load(folder.path(), {"a", "b", "c.yml", "a/more.yml"});
  CHECK(run.loaded.stack->name == "a");
  CHECK(run.files() == "more.yml ");
  CHECK(run.said() ==
        "b/armature.yaml: error: Second stack file\n"
        "c.yml: error: File lies outside the root\n");
}

TEST_CASE("a broken stack file does not hide what else is wrong") {
  const Folder folder;
  folder.write("armature.yaml", "nmae: s\nmanifests: [a.yml]\n");
  folder.write("a.yml", "name: x\nname: y\n");
  CHECK(load(folder.path(), {}).said() ==
        "armature.yaml:1:1: error: Unknown field \"nmae\"\n"
        "armature.yaml:1:1: error: Missing field \"name\"\n"
        "a.yml:2:1: error: Duplicate key \"name\"\n");
}

TEST_CASE("a folder without any manifest is an error") {
  const Folder folder;
  folder.write("conda.yml", "name: x\n");
  CHECK(load(folder.path(), {"."}).said() == ".: error: No manifest in this folder\n");
  const Folder nothing;
  const Run run = load(nothing.path(), {});
  REQUIRE_FALSE(run.diagnostics.empty());
  CHECK(run.diagnostics[0].summary == "No stack file");
}
