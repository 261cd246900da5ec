#include <map>

#include "emulator/core.hpp"

namespace armature::emulator {
namespace {

class MemoryStore final : public StateStore {
 public:
  Status begin() override { return {}; }
  Status commit() override { return {}; }
  std::unique_ptr<std::string> get(const std::string& key) override {
    const auto at = entries_.find(key);
    return at == entries_.end() ? nullptr : std::make_unique<std::string>(at->second);
  }
  void put(const std::string& key, std::string value) override {
    entries_.insert_or_assign(key, std::move(value));
  }
  void erase(const std::string& key) override { entries_.erase(key); }
  std::vector<std::pair<std::string, std::string>> scan(const std::string& prefix) override {
    return page(prefix, {}, entries_.size());
  }
  std::vector<std::pair<std::string, std::string>> page(const std::string& prefix,
                                                        const std::string& after,
                                                        std::size_t limit) override {
    std::vector<std::pair<std::string, std::string>> found;
    auto at = after.empty() ? entries_.lower_bound(prefix) : entries_.upper_bound(after);
    for (; at != entries_.end() && found.size() < limit && at->first.starts_with(prefix); ++at)
      found.emplace_back(*at);
    return found;
  }

 private:
  std::map<std::string, std::string> entries_;
};

}  // namespace

std::unique_ptr<StateStore> memory_store() {
  return std::make_unique<MemoryStore>();
}

}  // namespace armature::emulator
