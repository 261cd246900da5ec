#include <fmt/core.h>
#include <sqlite3.h>

#include "emulator/core.hpp"

namespace armature::emulator {
namespace {

constexpr int kBusyMilliseconds = 20'000;
constexpr const char* kRemedy =
    "The file holds the local cloud's state: move it away to start with an empty one.";

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

/// Puts a statement back to its beginning when a call is done with it.
class Use {
 public:
  explicit Use(sqlite3_stmt* statement) : statement_(statement) {}
  ~Use() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  sqlite3_stmt* statement_;
};

/// The first text behind every text with this prefix.
std::string after_all(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
  if (!prefix.empty())
    prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
  return prefix;
}

/// Errors inside a transaction are kept until `commit`, which then rolls back and reports the first
/// one.
class SqliteStore final : public StateStore {
 public:
  ~SqliteStore() override {
    if (database_ != nullptr && sqlite3_get_autocommit(database_.get()) == 0) run("ROLLBACK");
  }

  Status open(const std::string& path) {
    path_ = path;
    sqlite3* raw = nullptr;
    const int opened =
        sqlite3_open_v2(path.c_str(), &raw,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(raw);
    if (opened != SQLITE_OK) return problem();
    sqlite3_busy_timeout(raw, kBusyMilliseconds);
    for (const char* text : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL",
                             "CREATE TABLE IF NOT EXISTS state(key BLOB PRIMARY KEY, value BLOB "
                             "NOT NULL) WITHOUT ROWID"})
      if (!run(text)) return problem();
    const bool prepared = prepare(get_, "SELECT value FROM state WHERE key=?1") &&
                          prepare(put_, "INSERT OR REPLACE INTO state(key,value) VALUES(?1,?2)") &&
                          prepare(erase_, "DELETE FROM state WHERE key=?1") &&
                          prepare(page_,
                                  "SELECT key,value FROM state WHERE key>=?1 AND key>?2 AND key<?3 "
                                  "ORDER BY key LIMIT ?4") &&
                          prepare(begin_, "BEGIN IMMEDIATE") && prepare(read_, "BEGIN") &&
                          prepare(commit_, "COMMIT");
    return prepared ? Status{} : problem();
  }

  Status begin() override { return start(begin_.get()); }
  Status begin_reading() override { return start(read_.get()); }

  Status commit() override {
    if (failed_.empty() && step(commit_.get())) return {};
    const Status status = problem();
    run("ROLLBACK");
    return status;
  }

  std::unique_ptr<std::string> get(const std::string& key) override {
    const Use use(get_.get());
    bind(get_.get(), 1, key);
    const int result = sqlite3_step(get_.get());
    if (result == SQLITE_ROW) return std::make_unique<std::string>(column(get_.get(), 0));
    if (result != SQLITE_DONE) note();
    return nullptr;
  }

  void put(const std::string& key, std::string value) override {
    const Use use(put_.get());
    bind(put_.get(), 1, key);
    bind(put_.get(), 2, value);
    if (sqlite3_step(put_.get()) != SQLITE_DONE) note();
  }

  void erase(const std::string& key) override {
    const Use use(erase_.get());
    bind(erase_.get(), 1, key);
    if (sqlite3_step(erase_.get()) != SQLITE_DONE) note();
  }

  std::vector<std::pair<std::string, std::string>> scan(const std::string& prefix) override {
    return query(prefix, {}, -1);
  }

  std::vector<std::pair<std::string, std::string>> page(const std::string& prefix,
                                                        const std::string& after,
                                                        std::size_t limit) override {
    return query(prefix, after, static_cast<sqlite3_int64>(limit));
  }

 private:
  Status start(sqlite3_stmt* statement) {
    if (sqlite3_get_autocommit(database_.get()) == 0) run("ROLLBACK");
    failed_.clear();
    return step(statement) ? Status{} : problem();
  }

  bool run(const char* text) {
    return sqlite3_exec(database_.get(), text, nullptr, nullptr, nullptr) == SQLITE_OK;
  }

  bool prepare(Statement& into, const char* text) {
    sqlite3_stmt* raw = nullptr;
    const int result =
        sqlite3_prepare_v3(database_.get(), text, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    into.reset(raw);
    return result == SQLITE_OK;
  }

  bool step(sqlite3_stmt* statement) {
    const Use use(statement);
    return sqlite3_step(statement) == SQLITE_DONE;
  }

  void bind(sqlite3_stmt* statement, int number, const std::string& bytes) {
    sqlite3_bind_blob64(statement, number, bytes.data(), bytes.size(), SQLITE_STATIC);
  }

  static std::string column(sqlite3_stmt* statement, int number) {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, number));
    const int size = sqlite3_column_bytes(statement, number);
    return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
  }

  std::vector<std::pair<std::string, std::string>> query(const std::string& prefix,
                                                         const std::string& after,
                                                         sqlite3_int64 limit) {
    std::vector<std::pair<std::string, std::string>> found;
    const Use use(page_.get());
    const std::string end = after_all(prefix);
    bind(page_.get(), 1, prefix);
    bind(page_.get(), 2, after);
    bind(page_.get(), 3, end);
    sqlite3_bind_int64(page_.get(), 4, limit);
    int result = SQLITE_DONE;
    while ((result = sqlite3_step(page_.get())) == SQLITE_ROW)
      found.emplace_back(column(page_.get(), 0), column(page_.get(), 1));
    if (result != SQLITE_DONE) note();
    return found;
  }

  void note() {
    if (failed_.empty()) failed_ = sqlite3_errmsg(database_.get());
  }

  Status problem() {
    const std::string what = failed_.empty() ? sqlite3_errmsg(database_.get()) : failed_;
    return fail(ErrorKind::invalid,
                fmt::format("The state file {} cannot be used: {}.", path_, what), kRemedy);
  }

  std::string path_;
  std::string failed_;
  std::unique_ptr<sqlite3, Close> database_;
  Statement get_, put_, erase_, page_, begin_, read_, commit_;
};

}  // namespace

Result<std::unique_ptr<StateStore>> sqlite_store(const std::string& path) {
  auto store = std::make_unique<SqliteStore>();
  if (const Status opened = store->open(path); !opened)
    return tl::unexpected<Error>(opened.error());
  return store;
}

}  // namespace armature::emulator
