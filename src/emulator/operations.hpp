#pragma once

#include <string>

#include "emulator/record.hpp"
#include "emulator/resources.hpp"

namespace armature::emulator {

/// A long-running operation. What became of it follows from `now`: nothing is written when it ends.
struct Operation {
  std::string guid;
  std::string verb;
  std::string resource_key;
  std::string status_path, result_path;  ///< path and query, handed out and wanted back to the byte
  Nanos start = 0, end = 0;
  std::string failure = {};  ///< "Code: message"; empty: it succeeds

  bool canceled() const { return failure.starts_with("OperationCanceled"); }
};

/// Begins an operation on `record`: sets its timeline and stores the operation.
Operation begin_operation(Context& context, const Target& target, const std::string& verb,
                          std::string doing, Record& record);

/// The operation that still runs on the record ends now, as one that a later write has superseded.
void supersede(Context& context, const std::string& key, Record& record);

/// Adds Azure-AsyncOperation, Location and Retry-After to the answer of an accepted write, as the
/// form in force wants.
void announce(const Context& context, const Call& call, const Target& target,
              const Operation& operation, http::Response& answer);

AnswerForm answer_form(const Context& context, const Target& target, const std::string& verb);

/// ".../locations/{region}/mfeOperationsStatus/{name}" and its siblings.
bool is_operation_url(const Call& call);
http::Response poll(const Context& context, const Call& call);

}  // namespace armature::emulator
