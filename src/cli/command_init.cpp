#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include <fmt/core.h>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/first_stack.hpp"

namespace armature::cli {
namespace {

namespace fs = std::filesystem;

/// Never over a file that is there.
Status write_new(const std::string& file, const std::string& text) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(file.c_str(), "wxe"),
                                                            &std::fclose);
  const bool written = out && std::fwrite(text.data(), 1, text.size(), out.get()) == text.size() &&
                       std::fflush(out.get()) == 0;
  if (written) return {};
  return fail(ErrorKind::invalid, "cannot write \"" + file + "\": " + std::strerror(errno),
              "give a folder that can be written");
}

}  // namespace

int run_init(const Context& context) {
  const std::string& given = context.arguments.folder;
  std::error_code ignored;
  const fs::path folder =
      fs::weakly_canonical(fs::path(context.working_directory) / given, ignored);
  Diagnostics diagnostics;
  const source::Survey survey = source::survey(folder.string(), diagnostics);
  context.console.err(diagnostics);
  if (!survey.complete) return exit_error;
  const std::string file = (fs::path(given) / "armature.yaml").string();
  if (survey.has_stack_file)
    return report_problem(
        context, Error{.kind = ErrorKind::invalid,
                       .message = "there is a stack file already: \"" + file + "\"",
                       .remedy = "look at it with `armature validate`, or move it away first"});
  const FirstStack stack = first_stack(folder.filename().string(),
                                       known_scope(context.environment, folder.string()), survey);
  if (stack.manifests == 0)
    return report_problem(
        context, Error{.kind = ErrorKind::invalid,
                       .message = "no manifest below \"" + folder.string() + "\"",
                       .remedy = "a manifest has the $schema line of az ml, or a kind; name the "
                                 "folder that holds them: armature init FOLDER"});
  if (const auto written = write_new((folder / "armature.yaml").string(), stack.text); !written)
    return report_problem(context, written.error());
  return context.console.out(fmt::format("Wrote {}: {} manifest{}\nNext: armature validate{}\n",
                                         printable(file), stack.manifests,
                                         stack.manifests == 1 ? "" : "s",
                                         given.empty() ? "" : " -f " + printable(given)))
             ? 0
             : exit_error;
}

}  // namespace armature::cli
