#include <cstdint>
#include <string_view>

#include <fmt/core.h>
#include <sqlite3.h>

#include "emulator/core.hpp"

namespace armature::emulator {
namespace {

constexpr int kBusyMilliseconds = 20'000;
/// What to do, by SQLite's result code.
std::string remedy_for(int code) {
  switch (code & 0xFF) {
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return "Make the file, the files beside it that begin with its name, and its folder writable "
             "for you.";
    case SQLITE_FULL:
    case SQLITE_IOERR:
      return "Look at the disk: it may be full or failing.";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "Another process holds it: run again when that has ended.";
    default:
      return "Put a copy of it back, or move it and the files beside it that begin with its name "
             "away: the local cloud then starts empty.";
  }
}

/// FNV-1a over key and value: what is damaged by accident or by hand must not pass for state.
sqlite3_int64 sum_of(std::string_view key, std::string_view value) {
  std::uint64_t sum = 14'695'981'039'346'656'037ULL;
  for (const std::string_view text : {key, value})
    for (const char byte : text) {
      sum ^= static_cast<unsigned char>(byte);
      sum *= 1'099'511'628'211ULL;
    }
  return static_cast<sqlite3_int64>(sum);
}

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
    for (const char* text :
         {"PRAGMA cell_size_check=ON", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL"})
      if (!run(text)) return problem();
    if (const Status ready = make_table(); !ready) return ready;
    const bool prepared =
        prepare(get_, "SELECT value,sum FROM state WHERE key=?1") &&
        prepare(put_, "INSERT OR REPLACE INTO state(key,value,sum) VALUES(?1,?2,?3)") &&
        prepare(erase_, "DELETE FROM state WHERE key=?1") &&
        prepare(page_,
                "SELECT value,sum,key FROM state WHERE key>=?1 AND key>?2 AND key<?3 "
                "ORDER BY key LIMIT ?4") &&
        prepare(begin_, "BEGIN IMMEDIATE") && prepare(read_, "BEGIN") && prepare(commit_, "COMMIT");
    return prepared ? Status{} : problem();
  }

  Status begin() override { return start(begin_.get()); }
  Status begin_reading() override { return start(read_.get()); }

  Status commit() override {
    if (failed_.empty() && step(commit_.get())) return {};
    return commit_failed();
  }

  Status give_up() override {
    if (!failed_.empty()) return commit_failed();
    run("ROLLBACK");
    return {};
  }

  std::unique_ptr<std::string> get(const std::string& key) override {
    const Use use(get_.get());
    bind(get_.get(), 1, key);
    const int result = sqlite3_step(get_.get());
    if (result == SQLITE_ROW) return std::make_unique<std::string>(value(get_.get(), key));
    if (result != SQLITE_DONE) note();
    return nullptr;
  }

  void put(const std::string& key, std::string value) override {
    const Use use(put_.get());
    bind(put_.get(), 1, key);
    bind(put_.get(), 2, value);
    sqlite3_bind_int64(put_.get(), 3, sum_of(key, value));
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
  bool has_table() {
    return number("SELECT count(*) FROM sqlite_master WHERE type='table' AND name='state'") > 0;
  }
  /// Files of earlier versions have none.
  bool has_sums() {
    return number("SELECT count(*) FROM pragma_table_info('state') WHERE name='sum'") > 0;
  }

  /// In one transaction, since two processes may be the first at the same time.
  Status make_table() {
    if (has_table() && has_sums()) return {};
    if (!run("BEGIN IMMEDIATE")) return problem();
    // A new file has at most the page that says how it is kept.
    if (!has_table() && number("PRAGMA page_count") > 1) {
      note(SQLITE_CORRUPT, "it holds no state of a local cloud");
      return commit_failed();
    }
    const bool made =
        run("CREATE TABLE IF NOT EXISTS state(key BLOB PRIMARY KEY, value BLOB NOT NULL, sum "
            "INTEGER) WITHOUT ROWID") &&
        (has_sums() || run("ALTER TABLE state ADD COLUMN sum INTEGER")) && run("COMMIT");
    return made ? Status{} : commit_failed();
  }

  Status commit_failed() {
    const Status status = problem();
    run("ROLLBACK");
    return status;
  }

  /// The only number that a query answers; errors count as 0 and are met again by what follows.
  std::int64_t number(const char* text) {
    Statement query;
    if (!prepare(query, text) || sqlite3_step(query.get()) != SQLITE_ROW) return 0;
    return sqlite3_column_int64(query.get(), 0);
  }

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

  /// The value of the row that `statement` stands on.
  std::string value(sqlite3_stmt* statement, const std::string& key) {
    std::string text = column(statement, 0);
    const bool summed = sqlite3_column_type(statement, 1) == SQLITE_INTEGER;
    if (summed && sqlite3_column_int64(statement, 1) != sum_of(key, text))
      note(SQLITE_CORRUPT, "a value in it is not what was stored");
    return text;
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
    while ((result = sqlite3_step(page_.get())) == SQLITE_ROW) {
      std::string key = column(page_.get(), 2);
      std::string text = value(page_.get(), key);
      found.emplace_back(std::move(key), std::move(text));
    }
    if (result != SQLITE_DONE) note();
    return found;
  }

  void note() { note(sqlite3_errcode(database_.get()), sqlite3_errmsg(database_.get())); }
  void note(int code, const char* what) {
    if (!failed_.empty()) return;
    failed_ = what;
    failed_code_ = code;
  }

  Status problem() {
    if (failed_.empty()) note();
    const bool busy = (failed_code_ & 0xFF) == SQLITE_BUSY;
    return fail(busy ? ErrorKind::unreachable : ErrorKind::invalid,
                fmt::format("the state file {} cannot be used: {}", path_, failed_),
                remedy_for(failed_code_));
  }

  std::string path_;
  std::string failed_;
  int failed_code_ = SQLITE_OK;
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
