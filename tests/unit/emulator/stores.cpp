#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include "unit/emulator/cloud.hpp"

namespace armature::test {
namespace {

namespace fs = std::filesystem;

/// A folder that goes when the test ends.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "armature-store-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file() const { return (path_ / "local.db").string(); }

 private:
  fs::path path_;
};

std::unique_ptr<emulator::StateStore> opened(const std::string& path) {
  auto store = emulator::sqlite_store(path);
  REQUIRE(store);
  return std::move(*store);
}

using Entries = std::vector<std::pair<std::string, std::string>>;

void exercise(emulator::StateStore& store) {
  REQUIRE(store.begin());
  store.put("a/1", "one");
  store.put("a/2", std::string("two\0\xff", 5));
  store.put("b", "other");
  store.put("a/1", "uno");
  store.put("a/3", "three");
  store.erase("a/3");
  REQUIRE(store.commit());
  REQUIRE(store.begin_reading());
  CHECK(store.get("a/3") == nullptr);
  CHECK(*store.get("a/2") == std::string("two\0\xff", 5));
  CHECK(store.scan("a/") == Entries{{"a/1", "uno"}, {"a/2", std::string("two\0\xff", 5)}});
  CHECK(store.page("a/", "a/1", 5).size() == 1);
  CHECK(store.page("a/", "", 1) == Entries{{"a/1", "uno"}});
  CHECK(store.scan("c").empty());
  REQUIRE(store.commit());
}

}  // namespace

TEST_CASE("both stores keep bytes under keys, in key order") {
  const Folder folder;
  exercise(*emulator::memory_store());
  exercise(*opened(folder.file()));
}

TEST_CASE("two programs on one file see each other's requests, whole") {
  const Folder folder;
  Cloud one({}, opened(folder.file())), other({}, opened(folder.file()));
  fill(one);
  CHECK(other.get("/batchEndpoints/mnist-batch") == one.get("/batchEndpoints/mnist-batch"));
  CHECK(other.arm("DELETE", "/batchEndpoints/mnist-batch").status == 202);
  CHECK(one.arm("GET", "/batchEndpoints/mnist-batch").status == 404);
}

TEST_CASE("what is not committed is not there") {
  const Folder folder;
  const auto one = opened(folder.file()), other = opened(folder.file());
  REQUIRE(one->begin());
  one->put("k", "v");
  REQUIRE(other->begin_reading());
  CHECK(other->get("k") == nullptr);
  REQUIRE(other->commit());
  REQUIRE(one->begin());
  CHECK(one->get("k") == nullptr);
  REQUIRE(one->commit());
}

TEST_CASE("state survives the program") {
  const Folder folder;
  Json before;
  {
    Cloud cloud({}, opened(folder.file()));
    fill(cloud);
    before = cloud.core.snapshot(cloud.now);
  }
  Cloud cloud({}, opened(folder.file()));
  CHECK(cloud.core.snapshot(cloud.now) == before);
}

TEST_CASE("a file that is no database is an error that says what to do") {
  const Folder folder;
  std::ofstream(folder.file()) << std::string(4096, 'x');
  const auto store = emulator::sqlite_store(folder.file());
  REQUIRE_FALSE(store);
  CHECK(store.error().message.find(folder.file()) != std::string::npos);
  CHECK_FALSE(store.error().remedy.empty());
  CHECK_FALSE(emulator::sqlite_store(folder.file() + "/below/a/file"));
}

TEST_CASE("a database that breaks while it is used answers 503 and does not stop the program") {
  const Folder folder;
  Cloud cloud({}, opened(folder.file()));
  fill(cloud);
  {
    const auto other = opened(folder.file());  // its closing moves the log into the file
  }
  for (const char* end : {"", "-wal"}) {
    std::fstream file(folder.file() + end, std::ios::in | std::ios::out | std::ios::binary);
    const auto size = fs::exists(folder.file() + end) ? fs::file_size(folder.file() + end) : 0;
    file.write(std::string(size, '\x5a').data(), static_cast<std::streamsize>(size));
  }
  const auto again = emulator::sqlite_store(folder.file());
  CHECK_FALSE(again);
  const int status = cloud.arm("GET", "/computes/batch-cluster").status;
  CHECK((status == 200 || status == 503));
}

namespace {

/// Runs SQL on the file as somebody else would.
void meddle(const std::string& file, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

/// Every page but the first overwritten.
void scribble(const std::string& file) {
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(4096);
  const auto rest = fs::file_size(file) - 4096;
  bytes << std::string(rest, '\x5a');
}

}  // namespace

TEST_CASE("a damaged state is an error that names the file, never an empty cloud") {
  struct Row {
    const char* name;
    void (*damage)(const std::string& file);
  };
  const Row rows[] = {
      {"overwritten pages", scribble},
      {"values that are no records",
       [](const std::string& file) { meddle(file, "UPDATE state SET value='{broken'"); }},
      {"values of other keys",
       [](const std::string& file) {
         meddle(file, "UPDATE state SET value=(SELECT value FROM state LIMIT 1)");
       }},
      {"a table that is gone", [](const std::string& file) { meddle(file, "DROP TABLE state"); }},
      {"something else altogether",
       [](const std::string& file) { std::ofstream(file) << std::string(9000, 'x'); }},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      const Folder folder;
      {
        Cloud cloud({}, opened(folder.file()));
        fill(cloud);
      }
      row.damage(folder.file());
      auto store = emulator::sqlite_store(folder.file());
      if (!store) {
        CHECK(store.error().message.find(folder.file()) != std::string::npos);
        CHECK_FALSE(store.error().remedy.empty());
        return;
      }
      Cloud cloud({}, std::move(*store));
      for (const char* path : {"/batchEndpoints/mnist-batch", "/batchEndpoints", "/computes"}) {
        CAPTURE(path);
        const auto answer = cloud.arm("GET", path);
        CHECK(answer.status == 422);
        CHECK(answer.body.find(folder.file()) != std::string::npos);
      }
    }
  }
}

TEST_CASE("a state of an earlier version, without sums, is taken as it is") {
  const Folder folder;
  meddle(folder.file(),
         "CREATE TABLE state(key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
         "INSERT INTO state VALUES(CAST('a/1' AS BLOB), CAST('one' AS BLOB))");
  const auto store = opened(folder.file());
  REQUIRE(store->begin());
  CHECK(*store->get("a/1") == "one");
  store->put("a/2", "two");
  REQUIRE(store->commit());
  REQUIRE(store->begin_reading());
  CHECK(*store->get("a/2") == "two");
  REQUIRE(store->commit());
}

}  // namespace armature::test
