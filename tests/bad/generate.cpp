#include "generate.hpp"

#include <fstream>
#include <string_view>

#include <sys/stat.h>

namespace bad {
namespace {

std::string repeat(std::string_view part, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += part;
  return out;
}

std::string alias_bomb() {
  std::string text = "name: bomb\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string below = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + below +
            repeat(", " + below, 9) + "]\n";
  }
  return text;
}

std::string nested_maps(int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  return text;
}

std::string manifest(const std::string& name) {
  const std::string head = "kind: code\nname: score\n";
  if (name == "not-utf8") return head + "description: caf\xE9\n";
  if (name == "utf16") return std::string("\xFF\xFEn\0a\0m\0e\0:\0", 12);
  if (name == "nul-byte") return head + "description: a" + '\0' + "b\n";
  if (name == "control-character") return head + "description: \"a\x1B[31mred\"\n";
  if (name == "long-scalar") return head + "description: " + std::string(10U << 20U, 'x') + "\n";
  if (name == "large-file") return head + repeat("# nothing but comments\n", 800'000);
  if (name == "brackets") return head + "path: " + repeat("[", 100'000) + "\n";
  if (name == "nested-maps") return nested_maps(3'000);
  if (name == "alias-bomb") return alias_bomb();
  if (name == "many-values") return head + "tags: [" + repeat("1, ", 1'200'000) + "]\n";
  return {};
}

}  // namespace

void generate(const std::string& name, const std::filesystem::path& folder) {
  const std::string text = manifest(name);
  if (!text.empty()) std::ofstream(folder / "manifest.yml", std::ios::binary) << text;
  if (name == "fifo-in-code") ::mkfifo((folder / "code/pipe").c_str(), 0600);
}

}  // namespace bad
