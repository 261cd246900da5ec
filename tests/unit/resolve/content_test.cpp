#include "resolve/content.hpp"

#include "stack.hpp"

namespace armature::resolve {
namespace {

lower::Desired environment(Json properties) {
  return resource("environment/env", {{"properties", std::move(properties)}});
}

Json live(Json properties) {
  return {{"properties", std::move(properties)}};
}

TEST_CASE("what an upload leaves behind tells what a version holds") {
  struct Row {
    std::string name;
    lower::Desired desired;
    Json live;
    Evidence want;
  };
  Json other_type = live_model("1", md5_a);
  other_type["properties"]["modelType"] = "mlflow_model";
  Json shouted = live_model("1", md5_a);
  shouted["properties"]["modelType"] = "CUSTOM_MODEL";
  Json elsewhere = live_model("1", md5_a);
  elsewhere["properties"]["modelUri"] = "azureml://datastores/x/paths/model.bin";
  Json tagged_elsewhere = elsewhere;
  tagged_elsewhere["properties"]["tags"]["armature.content"] =
      content_digest(uploaded("model/m", md5_a));
  Json copied_tag = live_model("1", md5_b);
  copied_tag["properties"]["tags"] = tagged_elsewhere["properties"]["tags"];
  Json other_tag = elsewhere;
  other_tag["properties"]["tags"]["armature.content"] = "0000000000000000";
  Json code_other_scheme = live_code("1", md5_a);
  code_other_scheme["properties"]["properties"]["hash_version"] = "209901";
  Json code_unhashed = live_code("1", md5_a);
  code_unhashed["properties"].erase("properties");
  Json code_by_path = code_unhashed;
  code_by_path["properties"]["codeUri"] = upload_uri(md5_a);

  const Row rows[] = {
      {"a model by the md5 in its path", uploaded("model/m", md5_a), live_model("1", md5_a),
       Evidence::same},
      {"another md5", uploaded("model/m", md5_a), live_model("1", md5_b), Evidence::different},
      {"another type of model", uploaded("model/m", md5_a), other_type, Evidence::different},
      {"a type in another letter case", uploaded("model/m", md5_a), shouted, Evidence::same},
      {"a path that names no upload", uploaded("model/m", md5_a), elsewhere, Evidence::none},
      {"the same with our tag", uploaded("model/m", md5_a), tagged_elsewhere, Evidence::same},
      {"the same with the tag of other content", uploaded("model/m", md5_a), other_tag,
       Evidence::different},
      {"a tag that was copied to other content", uploaded("model/m", md5_a), copied_tag,
       Evidence::different},
      {"code by its hash, wherever it lies", uploaded("code/c:1", md5_a), live_code("1", md5_a),
       Evidence::same},
      {"code with another hash", uploaded("code/c:1", md5_a), live_code("1", md5_b),
       Evidence::different},
      {"code hashed by another scheme", uploaded("code/c:1", md5_a), code_other_scheme,
       Evidence::none},
      {"code without a hash", uploaded("code/c:1", md5_a), code_unhashed, Evidence::none},
      {"code without a hash in an upload folder", uploaded("code/c:1", md5_a), code_by_path,
       Evidence::same},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      CHECK(same_content(row.desired, row.live) == row.want);
    }
  }
}

TEST_CASE("an environment is held against its compared fields") {
  const Json plain = {{"image", "ubuntu"},
                      {"condaFile", "name: e\ndependencies:\n  - python=3.10\n"}};
  struct Row {
    std::string name;
    Json desired, live;
    Evidence want;
  };
  const Row rows[] = {
      {"the conda file written anew",
       plain,
       {{"image", "ubuntu"},
        {"condaFile", "{\"dependencies\": [\"python=3.10\"], \"name\": \"e\"}"}},
       Evidence::same},
      {"another package",
       plain,
       {{"image", "ubuntu"}, {"condaFile", "name: e\ndependencies: [python=3.11]"}},
       Evidence::different},
      {"defaults that the service fills in",
       plain,
       {{"image", "ubuntu"},
        {"condaFile", plain["condaFile"]},
        {"osType", "linux"},
        {"environmentType", "UserCreated"},
        {"build", nullptr},
        {"description", "by hand"}},
       Evidence::same},
      {"another system",
       plain,
       {{"image", "ubuntu"}, {"condaFile", plain["condaFile"]}, {"osType", "Windows"}},
       Evidence::different},
      {"a conda file where none is wanted", {{"image", "ubuntu"}}, plain, Evidence::different},
      {"a conda file that is no YAML is compared as text",
       {{"condaFile", "a: ["}},
       {{"condaFile", "a: ["}},
       Evidence::same},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      CHECK(same_content(environment(row.desired), live(row.live)) == row.want);
    }
  }
}

TEST_CASE("the digest of content says what it holds and not how it is written or where it lies") {
  const std::string digest =
      content_digest(environment({{"image", "ubuntu"}, {"condaFile", "name: e"}}));
  CHECK(digest.size() == 16);
  CHECK(digest == content_digest(environment({{"image", "ubuntu"},
                                              {"condaFile", "# note\nname: e\n"},
                                              {"osType", "Linux"},
                                              {"description", "d"}})));
  CHECK(digest != content_digest(environment({{"image", "debian"}, {"condaFile", "name: e"}})));
  CHECK(content_digest(uploaded("model/m", md5_a)) == content_digest(uploaded("model/m:7", md5_a)));
  CHECK(content_digest(uploaded("model/m", md5_a)) != content_digest(uploaded("model/m", md5_b)));
  CHECK(content_digest(resource("compute/c")).empty());
}

}  // namespace
}  // namespace armature::resolve
