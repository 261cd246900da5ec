#include "cli/flags.hpp"

#include <algorithm>
#include <charconv>

#include "manifest/targets.hpp"

namespace armature::cli {
namespace {

template <class... C>
constexpr unsigned on(C... command) {
  return ((1U << static_cast<unsigned>(command)) | ...);
}

using enum Command;
constexpr unsigned declaring = on(validate, render, plan, apply, destroy, status);
constexpr unsigned reading = declaring | on(targets);
constexpr unsigned reaching = on(plan, apply, destroy, status);
constexpr unsigned planning = on(plan, apply);
constexpr unsigned writing = on(apply, destroy);

std::string set_pair(Arguments& into, const std::string& value) {
  const auto equals = value.find('=');
  if (equals == value.npos || equals == 0)
    return "takes PATH=VALUE, such as resources.instance_count=2";
  into.set.emplace_back(value.substr(0, equals), value.substr(equals + 1));
  return {};
}

std::string set_variable(Arguments& into, const std::string& value) {
  const auto equals = value.find('=');
  if (equals == value.npos || equals == 0) return "takes NAME=VALUE, such as instances=8";
  into.variables.emplace_back(value.substr(0, equals), value.substr(equals + 1));
  return {};
}

std::string set_time(runtime::Nanos& into, const std::string& value) {
  into = parse_time(value);
  return into < 0 ? "takes a duration such as 250ms, 30s, 5m or 1h30m" : "";
}

/// Where nothing would be no limit.
std::string set_limit(runtime::Nanos& into, const std::string& value) {
  const std::string problem = set_time(into, value);
  return problem.empty() && into == 0 ? "takes a duration above 0" : problem;
}

std::string set_stack(Arguments& into, const std::string& value) {
  into.stack = value;
  return manifest::is_stack_name(value) ? ""
                                        : "takes a name of up to 63 letters, digits, \"-\" and "
                                          "\"_\" that begins with a letter";
}

std::string set_api_version(Arguments& into, const std::string& value) {
  into.api_version = value;
  const std::string_view day = std::string_view(value).substr(0, 10);
  const std::string_view suffix = std::string_view(value).substr(day.size());
  const bool dated = day.size() == 10 && day[4] == '-' && day[7] == '-' &&
                     day.find_first_not_of("0123456789-") == day.npos;
  return dated && (suffix.empty() || suffix == "-preview") ? "" : "takes a date such as 2026-05-01";
}

template <class Number>
std::string set_number(Number& into, const std::string& value, Number least, Number most) {
  const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), into);
  if (problem == std::errc{} && end == value.data() + value.size() && into >= least && into <= most)
    return {};
  return "takes a number from " + std::to_string(least) + " to " + std::to_string(most);
}

std::string set_cloud(Arguments& into, const std::string& value) {
  for (const std::string_view known :
       {"local", "AzureCloud", "AzureUSGovernment", "AzureChinaCloud"})
    if (value == known) {
      into.cloud = value;
      return {};
    }
  return "takes local, AzureCloud, AzureUSGovernment or AzureChinaCloud";
}

std::string set_output(Arguments& into, const std::string& value) {
  const bool checks = into.command == Command::validate;
  into.json = value == "json";
  into.sarif = checks && value == "sarif";
  if (into.json || into.sarif || value == "text") return {};
  return checks ? "takes text, json or sarif" : "takes text or json";
}

std::string set_strict(bool& into, const std::string& value) {
  into = value == "strict";
  return into ? "" : "takes strict";
}

constexpr Flag flag_rows[] = {
    {"Manifests", "file", "f", "PATH",
     "stack file, manifest or folder; - is standard input. Without it: armature.yaml, upward from "
     "here",
     reading, true, true,
     [](Arguments& a, const std::string& v) { return a.files.push_back(v), std::string(); }},
    {"Manifests",
     "kind",
     {},
     "NAME",
     "kind of a manifest that names none itself, such as online_endpoint",
     declaring,
     false,
     true,
     [](Arguments& a, const std::string& v) { return a.kind = v, std::string(); }},
    {"Manifests",
     "set",
     {},
     "PATH=VALUE",
     "a field of the manifest given with -f, such as resources.instance_count=2",
     declaring,
     true,
     true,
     set_pair},

    {"Manifests",
     "each",
     {},
     {},
     "check each manifest by itself, not all of them as one stack",
     on(validate),
     false,
     false,
     [](Arguments& a, const std::string&) { return a.each = true, std::string(); }},

    {"Stack", "target", "t", "NAME", "target of the stack file; without it: the default one",
     declaring, false, true,
     [](Arguments& a, const std::string& v) { return a.target = v, std::string(); }},
    {"Stack",
     "var",
     {},
     "NAME=VALUE",
     "value of a variable of the stack file",
     reading,
     true,
     true,
     set_variable},
    {"Stack",
     "var-file",
     {},
     "FILE",
     "values of variables in YAML or JSON, or the output of terraform output -json",
     reading,
     true,
     true,
     [](Arguments& a, const std::string& v) {
       return a.variable_files.push_back(v), std::string();
     }},

    {"Where",
     "cloud",
     {},
     "NAME",
     "local, AzureCloud, AzureUSGovernment or AzureChinaCloud",
     declaring,
     false,
     true,
     set_cloud},
    {"Where",
     "subscription",
     {},
     "ID",
     "the subscription's id",
     declaring,
     false,
     true,
     [](Arguments& a, const std::string& v) { return a.subscription = v, std::string(); }},
    {"Where", "resource-group", "g", "NAME", "the resource group", declaring, false, true,
     [](Arguments& a, const std::string& v) { return a.resource_group = v, std::string(); }},
    {"Where", "workspace", "w", "NAME", "the workspace", declaring, false, true,
     [](Arguments& a, const std::string& v) { return a.workspace = v, std::string(); }},
    {"Where",
     "location",
     {},
     "NAME",
     "the workspace's location: for ${workspace.location}, and for render, which cannot read it",
     declaring,
     false,
     true,
     [](Arguments& a, const std::string& v) { return a.location = v, std::string(); }},
    {"Where",
     "api-version",
     {},
     "DATE",
     "ARM api-version instead of the built-in one",
     reaching | on(render),
     false,
     true,
     set_api_version,
     true},

    {"What",
     "only",
     {},
     "ADDRESS",
     "only these resources and what they need; globs",
     planning,
     true,
     true,
     [](Arguments& a, const std::string& v) { return a.only.push_back(v), std::string(); },
     true},
    {"What",
     "exclude",
     {},
     "ADDRESS",
     "leave these resources out; globs",
     planning | on(destroy),
     true,
     true,
     [](Arguments& a, const std::string& v) { return a.exclude.push_back(v), std::string(); },
     true},
    {"What",
     "stack",
     {},
     "NAME",
     "the owner to mark resources with, where there is no stack file",
     reaching,
     false,
     true,
     set_stack},

    {"Safety",
     "allow",
     {},
     "ADDRESS",
     "allow this resource to be deleted or replaced",
     planning,
     true,
     true,
     [](Arguments& a, const std::string& v) { return a.allow.push_back(v), std::string(); },
     true},
    {"Safety",
     "adopt",
     {},
     {},
     "take over resources that nobody has marked",
     planning,
     false,
     true,
     [](Arguments& a, const std::string&) { return a.adopt = true, std::string(); },
     true},
    {"Safety",
     "no-delete",
     {},
     {},
     "leave resources whose manifests are gone",
     planning,
     false,
     true,
     [](Arguments& a, const std::string&) { return a.no_delete = true, std::string(); },
     true},
    {"Safety",
     "purge",
     {},
     {},
     "delete asset versions instead of archiving them",
     planning | on(destroy),
     false,
     true,
     [](Arguments& a, const std::string&) { return a.purge = true, std::string(); },
     true},
    {"Safety",
     "yes",
     "auto-approve",
     {},
     "do not ask",
     writing,
     false,
     false,
     [](Arguments& a, const std::string&) { return a.yes = true, std::string(); }},

    {"Run",
     "parallelism",
     {},
     "N",
     "writes under way at once (64); waiting operations do not count",
     writing,
     false,
     false,
     [](Arguments& a, const std::string& v) { return set_number(a.parallelism, v, 1U, 1000U); }},
    {"Run",
     "timeout",
     {},
     "D",
     "give up after this time, such as 90s or 1h30m",
     reaching,
     false,
     false,
     [](Arguments& a, const std::string& v) { return set_limit(a.timeout, v); }},

    {"Output", "output", "o", "FORM",
     "form of the result: text (default) or json; validate also has sarif", reading, false, false,
     set_output},
    {"Output",
     "out",
     {},
     "FILE",
     "save the plan for `armature apply FILE`",
     on(plan),
     false,
     false,
     [](Arguments& a, const std::string& v) { return a.out = v, std::string(); }},
    {"Output",
     "detailed-exitcode",
     {},
     {},
     "exit 2 when there is something to change",
     on(plan),
     false,
     false,
     [](Arguments& a, const std::string&) { return a.detailed_exitcode = true, std::string(); }},
    {"Output",
     "no-color",
     {},
     {},
     "no colours (as NO_COLOR)",
     reading,
     false,
     false,
     [](Arguments& a, const std::string&) { return a.no_color = true, std::string(); }},
    {"Output",
     "quiet",
     "q",
     {},
     "no progress and no warnings",
     reading,
     false,
     false,
     [](Arguments& a, const std::string&) { return a.quiet = true, std::string(); }},
    {"Output",
     "verbose",
     "v",
     {},
     "also what is unchanged, and a log of what is done",
     reaching,
     false,
     false,
     [](Arguments& a, const std::string&) { return a.verbose = true, std::string(); }},
    {"Output",
     "log-http",
     {},
     "FILE",
     "write each request and answer as a JSON line, without secrets",
     reaching,
     false,
     false,
     [](Arguments& a, const std::string& v) { return a.log_http = v, std::string(); }},

    {"Server",
     "port",
     {},
     "N",
     "port on 127.0.0.1; 0 (default): any free one",
     on(emulator),
     false,
     false,
     [](Arguments& a, const std::string& v) {
       return set_number<std::uint16_t>(a.port, v, 0, 65535);
     }},
    {"Server",
     "state",
     {},
     "FILE",
     "keep the state in this SQLite file; without it: in memory",
     on(emulator),
     false,
     false,
     [](Arguments& a, const std::string& v) { return a.state = v, std::string(); }},
    {"Server",
     "log",
     {},
     "FILE",
     "append each request with its answer as a JSON line, without secrets",
     on(emulator),
     false,
     false,
     [](Arguments& a, const std::string& v) { return a.log = v, std::string(); }},
    {"Behaviour",
     "latency",
     {},
     "D",
     "answer this much later, such as 50ms",
     on(emulator),
     false,
     false,
     [](Arguments& a, const std::string& v) { return set_time(a.latency, v); }},
    {"Behaviour",
     "operation-time",
     {},
     "D",
     "how long each long-running operation takes (0s)",
     on(emulator),
     false,
     false,
     [](Arguments& a, const std::string& v) { return set_time(a.operation_time, v); }},
    {"Behaviour",
     "auth",
     {},
     "strict",
     "want a token that this emulator issued; without it any bearer token will do",
     on(emulator),
     false,
     false,
     [](Arguments& a, const std::string& v) { return set_strict(a.auth_strict, v); }},
    {"Behaviour",
     "scopes",
     {},
     "strict",
     "know only workspaces that were made; without it every workspace asked for exists",
     on(emulator),
     false,
     false,
     [](Arguments& a, const std::string& v) { return set_strict(a.scopes_strict, v); }},
};

}  // namespace

std::span<const Flag> flags() {
  return flag_rows;
}

std::string dashed(std::string_view name) {
  return (name.size() == 1 ? "-" : "--") + std::string(name);
}

}  // namespace armature::cli
