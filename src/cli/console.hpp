#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/hidden.hpp"
#include "cli/arguments.hpp"
#include "report/plan_text.hpp"
#include "report/progress.hpp"

/// The three standard streams.
namespace armature::cli {

using Environment = std::map<std::string, std::string>;
/// The value of a variable, empty where it is not set.
std::string variable(const Environment& environment, const std::string& name);

class Console {
 public:
  Console(const Arguments& arguments, const Environment& environment);

  /// Results. False if they could not be written; standard error says so then.
  bool out(std::string_view text) const;
  /// Some result could not be written.
  bool lost() const { return lost_; }
  /// For people: problems, questions.
  void err(std::string_view text) const;
  /// Warnings and notes are left out with --quiet.
  void err(const Diagnostics& diagnostics) const;

  /// From now on these texts are written nowhere.
  void hide(const std::vector<std::string>& secrets) const { hidden_.add(secrets); }
  /// An error with the service's words in it, without them.
  Error without_secrets(Error error) const;

  report::Style style() const;      ///< of standard output
  report::Style err_style() const;  ///< of standard error
  report::Progress::Output progress() const;
  /// Somebody can be asked: a terminal to read from and one to ask on.
  bool can_ask() const;
  /// A line from standard input, without its end. Nothing at its end, or when a signal came.
  std::optional<std::string> ask(std::string_view question) const;

 private:
  bool quiet_ = false, verbose_ = false;
  bool out_terminal_ = false, err_terminal_ = false;
  bool colour_ = false, live_ = false;
  mutable bool lost_ = false;
  /// Known only when the stack file is read, long after the first words may have been said.
  mutable Hidden hidden_;
};

/// Standard streams that were closed are opened on /dev/null, so that no file of ours takes their
/// numbers; a broken pipe becomes an error of the write instead of a silent death. Call first.
void prepare_streams();

}  // namespace armature::cli
