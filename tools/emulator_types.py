#!/usr/bin/env python3
"""Writes the emulator's type tables from the published type graph of Microsoft.MachineLearningServices.

usage: emulator_types.py TYPES.json > src/emulator/types_2026_05_01.inc

The graph (repository Azure/bicep-types-az, MIT licence) is an array of types that refer to each other by index. Only
what the emulator's resource types can write is kept: the inside of a read-only member is never checked, so it is left out.
"""
import json
import sys

API_VERSION = "2026-05-01"
PROVIDER = "Microsoft.MachineLearningServices/workspaces/"
ROOTS = [
    "batchEndpoints", "batchEndpoints/deployments", "codes", "codes/versions", "components", "components/versions",
    "computes", "data", "data/versions", "datastores", "environments", "environments/versions", "models",
    "models/versions", "onlineEndpoints", "onlineEndpoints/deployments", "connections", "serverlessEndpoints",
]
READ_ONLY = 2
# Regular expressions of the graph by the hand-written matcher (patterns.cpp) that stands for each.
PATTERNS = {
    None: "none",
    "[a-zA-Z0-9_]": "has_word_character",
    "^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$": "connection_name",
    r"^[a-zA-Z](?![a-zA-Z0-9-]*-\d+$)[a-zA-Z0-9\-]{2,23}$": "compute_name",
    r"^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$": "guid",
    r"^([0-9]{1,3}\.){3}[0-9]{1,3}(\/([0-9]|[1-2][0-9]|3[0-2]))?$": "ip_or_range",
    r"^(?:(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)\.){3}(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)$": "ip_address",
}
# Members where Microsoft's own examples send what the graph's pattern would refuse: any text that is not empty is taken.
WIDER = {("Route", "path")}  # "/" as a liveness route
# The graph knows no fractions and calls them integers.
FRACTIONS = {("Collection", "samplingRate")}
NO_MIN, NO_MAX = "kNoMin", "kNoMax"


def index_of(reference):
    return int(reference["$ref"][2:])


class Tables:
    def __init__(self, graph):
        self.graph = graph
        self.rows = ["{Shape::any}"]          # row 0: anything, also the type of read-only members
        self.members, self.words, self.branches = [], [], []
        self.row_of, self.row_of_text = {}, {"{Shape::any}": 0}

    def add(self, text):
        if text not in self.row_of_text:
            self.row_of_text[text] = len(self.rows)
            self.rows.append(text)
        return self.row_of_text[text]

    def row(self, index):
        if index not in self.row_of:
            kind = self.graph[index]
            method = getattr(self, "of_" + kind["$type"])
            if kind["$type"] in ("ObjectType", "DiscriminatedObjectType"):
                # Objects may refer to themselves, so their row is taken before their members are walked.
                self.row_of[index] = len(self.rows)
                self.rows.append(None)
                self.rows[self.row_of[index]] = method(kind)
            else:
                self.row_of[index] = self.add(method(kind))
        return self.row_of[index]

    def of_AnyType(self, kind):
        return "{Shape::any}"

    def of_BooleanType(self, kind):
        return "{Shape::boolean}"

    def of_IntegerType(self, kind):
        return "{Shape::integer, 0, 0, 0, %s, %s}" % (kind.get("minValue", NO_MIN), kind.get("maxValue", NO_MAX))

    def of_StringType(self, kind):
        return "{Shape::string, 0, 0, 0, %s, %s, Pattern::%s}" % (
            kind.get("minLength", 0), kind.get("maxLength", NO_MAX), PATTERNS[kind.get("pattern")])

    def of_StringLiteralType(self, kind):
        return self.enumeration([kind["value"]], "closed_enum")

    def of_UnionType(self, kind):
        parts = [self.graph[index_of(part)] for part in kind["elements"]]
        literals = [part["value"] for part in parts if part["$type"] == "StringLiteralType"]
        rest = [part["$type"] for part in parts if part["$type"] != "StringLiteralType"]
        if rest not in ([], ["StringType"]):
            raise SystemExit("a union of %s is new: teach this tool and types.cpp" % rest)
        return self.enumeration(literals, "open_enum" if rest else "closed_enum")

    def enumeration(self, values, shape):
        first = len(self.words)
        for start in range(len(self.words) - len(values) + 1):
            if self.words[start:start + len(values)] == values:
                first = start
                break
        else:
            self.words.extend(values)
        return "{Shape::%s, %d, %d}" % (shape, first, len(values))

    def of_ArrayType(self, kind):
        return "{Shape::array, 0, 0, %d}" % self.row(index_of(kind["itemType"]))

    def put_members(self, owner, properties):
        rows = []
        for name in sorted(properties):
            flags = properties[name]["flags"] & 7
            if (owner, name) in FRACTIONS:
                kind = 0
            elif (owner, name) in WIDER:
                kind = self.add(self.of_StringType({"minLength": 1}))
            else:
                kind = 0 if flags & READ_ONLY else self.row(index_of(properties[name]["type"]))
            rows.append('{"%s", %d, %d}' % (name, kind, flags))
        first = len(self.members)
        self.members.extend(rows)
        return first, len(rows)

    def of_ObjectType(self, kind):
        rest = index_of(kind["additionalProperties"]) if "additionalProperties" in kind else None
        if not kind["properties"] and rest is not None:
            return "{Shape::map, 0, 0, %d}" % self.row(rest)
        first, count = self.put_members(kind["name"], kind["properties"])
        if rest is None:
            return "{Shape::object, %d, %d}" % (first, count)
        return "{Shape::open_object, %d, %d, %d}" % (first, count, self.row(rest))

    def of_DiscriminatedObjectType(self, kind):
        first, count = self.put_members(kind["name"], kind["baseProperties"])
        rows = ['{"%s", %d}' % (value, self.row(index_of(kind["elements"][value]))) for value in sorted(kind["elements"])]
        first_branch = len(self.branches)
        self.branches.extend(rows)
        return '{Shape::choice, %d, %d, %d, %d, kNoMax, Pattern::none, "%s"}' % (
            first, count, first_branch, len(rows), kind["discriminator"])


def table(kind, name, rows):
    print("constexpr %s %s[] = {" % (kind, name))
    for number, row in enumerate(rows):
        print("    %s,%s" % (row, "  // %d" % number if number % 10 == 0 else ""))
    print("};")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        graph = json.load(file)
    resources = {kind["name"]: index for index, kind in enumerate(graph) if kind["$type"] == "ResourceType"}
    tables = Tables(graph)
    roots = []
    for path in ROOTS:
        body = index_of(graph[resources[PROVIDER + path + "@" + API_VERSION]]["body"])
        roots.append('{"%s", %d}' % (path, tables.row(body)))
    print("// Made by tools/emulator_types.py; do not edit. Facts (names, flags, enum values, limits) of api-version %s from" % API_VERSION)
    print("// Azure/bicep-types-az, generated/machinelearningservices/microsoft.machinelearningservices/%s/types.json," % API_VERSION)
    print("// commit 1f896de2db966ad91e8f7d7d981e11d32e4f5d8d. MIT licence, Copyright (c) Microsoft Corporation.")
    print("// clang-format off")
    table("TypeRow", "kTypes", tables.rows)
    table("MemberRow", "kMembers", tables.members)
    table("BranchRow", "kBranches", tables.branches)
    table("const char*", "kWords", ['"%s"' % word for word in tables.words])
    table("RootRow", "kRoots", roots)
    print("// clang-format on")


if __name__ == "__main__":
    main()
