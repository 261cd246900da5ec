#include "emulator/patterns.hpp"

#include <catch2/catch.hpp>

namespace armature::emulator {

TEST_CASE("durations come back in one spelling") {
  struct Row {
    const char* sent;
    const char* kept;
  };
  const Row row =
      GENERATE(Row{"PT30S", "PT30S"}, Row{"PT90S", "PT1M30S"}, Row{"PT3600S", "PT1H"},
               Row{"P1DT1M1S", "P1DT1M1S"}, Row{"PT0.5S", "PT0.5S"}, Row{"PT1.500S", "PT1.5S"},
               Row{"PT0S", "PT0S"}, Row{"P1W", "P7D"}, Row{"PT24H", "P1D"}, Row{"P2D", "P2D"},
               Row{"", ""}, Row{"P", ""}, Row{"PT", ""}, Row{"30", ""}, Row{"PT30", ""},
               Row{"PTS", ""}, Row{"PT1S2M", ""}, Row{"PT1.5M", ""}, Row{"P1Y", ""}, Row{"P1M", ""},
               Row{"PT-1S", ""}, Row{"PT99999999999S", ""}, Row{"P1DT", ""});
  CHECK(canonical_duration(row.sent) == row.kept);
}

TEST_CASE("names follow the rule of their kind") {
  struct Row {
    NameRule rule;
    const char* name;
    bool good;
  };
  const Row row = GENERATE(
      Row{NameRule::compute, "cpu", true}, Row{NameRule::compute, "cpu-cluster", true},
      Row{NameRule::compute, "cpu-cluster-1", false}, Row{NameRule::compute, "cpu-1a", true},
      Row{NameRule::compute, "cpu1", true}, Row{NameRule::compute, "cp", false},
      Row{NameRule::compute, "1cpu", false},
      Row{NameRule::compute, "a23456789012345678901234", true},
      Row{NameRule::compute, "a234567890123456789012345", false},
      Row{NameRule::endpoint, "mnist-batch", true}, Row{NameRule::endpoint, "mnist-", false},
      Row{NameRule::endpoint, "mnist--b", false}, Row{NameRule::endpoint, "m_b", false},
      Row{NameRule::endpoint, "a2345678901234567890123456789012", true},
      Row{NameRule::endpoint, "a23456789012345678901234567890123", false},
      Row{NameRule::asset, "CliV2AnonymousEnvironment", true}, Row{NameRule::asset, "0_a-b", true},
      Row{NameRule::asset, "-a", false}, Row{NameRule::asset, "a.b", false},
      Row{NameRule::version, "2026-05-01", true}, Row{NameRule::version, "1.0+x", true},
      Row{NameRule::version, "a:b", false}, Row{NameRule::version, "", false});
  CAPTURE(row.name);
  CHECK(name_ok(row.rule, row.name) == row.good);
}

}  // namespace armature::emulator
