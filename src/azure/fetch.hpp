#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "azure/sender.hpp"
#include "azure/session.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "http/message.hpp"

namespace armature::azure {

/// An answer that arrived whole: a status, and for 2xx the document (null pointer where the body
/// was empty).
struct Fetched {
  http::Response answer;
  SharedJson body;
  bool good() const { return answer.status >= 200 && answer.status < 300; }
};

enum class Expect : std::uint8_t {
  object,    ///< a 200 without a JSON object is a broken answer, asked for again
  anything,  ///< an empty body is fine; a broken one still is not
};

/// One GET. Answers that are cut, HTML or otherwise no JSON are asked for again a few times: they
/// come from something in between.
void fetch(const std::shared_ptr<Session>& session, std::string url, Lane lane,
           std::string request_id, Expect expect, std::function<void(Result<Fetched>)> done);

/// A resource as one GET shows it. Null body: absent, as established by a 404 with a code of the
/// resource's own level.
struct Sight {
  SharedJson body;
};
using Seen = std::function<void(Result<Sight>)>;
void look(const std::shared_ptr<Session>& session, const std::string& url, Lane lane,
          const std::string& request_id, Seen done);

}  // namespace armature::azure
