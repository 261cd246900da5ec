#!/usr/bin/env python3
"""Holds the tree against its own rules: the order of the modules, one seam to the world, light headers, no dead files.

usage: tidy.py SOURCE_DIR    exit 1 with a line for each breach
"""
import pathlib
import re
import sys

PURE = ["base", "arm", "catalog", "manifest", "schema", "lower", "graph", "resolve", "diff", "plan"]
# Where the real parts live. Everything else reaches the world through runtime::Env.
WORLD = re.compile(r"src/(runtime/real|http/curl|http/logging|source/|emulator/(doors|server|store_sqlite)|cli/|report/progress|main\.cpp)")
WORLD_WORDS = re.compile(
    r"std::this_thread|sleep_for|system_clock|steady_clock|random_device|\bgetenv\b|\bfopen\b|"
    r"std::(i|o)?fstream|(?<!\w)::open\(|\bsocket\(|std::thread|std::jthread|std::filesystem"
)
HEAVY = re.compile(r"#include <(nlohmann/json\.hpp|yaml-cpp/.*|spdlog/.*|curl/.*|sqlite3\.h|httplib\.h|CLI/.*|openssl/.*)>")
UNORDERED_LOOP = re.compile(r"for \([^;)]*:\s*\w*unordered")
INCLUDE = re.compile(r'^#include "([a-z_]+)/([a-z0-9_./]+)"', re.M)


def modules(root):
    """name -> modules it may include, read from the top CMakeLists.txt."""
    direct = {}
    for line in re.findall(r"^armature_module\(([^)]*)\)", (root / "CMakeLists.txt").read_text(), re.M):
        words = line.split()
        uses, reading = [], None
        for word in words[1:]:
            if word in ("USES", "LIBS", "APART"):
                reading = word
            elif reading == "USES":
                uses.append(word)
        direct[words[0]] = uses
    closed = {}
    for name in direct:  # declared in dependency order
        closed[name] = {name}.union(*(closed.get(used, {used}) for used in direct[name])) if direct[name] else {name}
    return direct, closed


def main():
    root = pathlib.Path(sys.argv[1])
    direct, closed = modules(root)
    breaches = []
    order = list(direct)
    for name, uses in direct.items():
        for used in uses:
            if used not in order or order.index(used) >= order.index(name):
                breaches.append(f"CMakeLists.txt: {name} uses {used}, which is not declared above it")
    included, includers = set(), {}
    sources = sorted(p for p in (root / "src").rglob("*") if p.suffix in (".cpp", ".hpp", ".inc"))
    for path in sources:
        relative = path.relative_to(root).as_posix()
        module = relative.split("/")[1]
        text = path.read_text(encoding="utf-8")
        for target, rest in INCLUDE.findall(text):
            included.add(f"src/{target}/{rest}")
            includers.setdefault(f"src/{target}/{rest}", set()).add(module)
            if module in closed and target not in closed[module]:
                breaches.append(f"{relative}: {module} may not include {target}/{rest}")
            if module in PURE and target not in PURE:
                breaches.append(f"{relative}: a pure stage includes {target}/{rest}")
        if not WORLD.match(relative):
            code = re.sub(r"//.*", "", text)
            for word in (m.group(0) for m in WORLD_WORDS.finditer(code)):
                breaches.append(f"{relative}: reaches the world beside Env: {word}")
        if UNORDERED_LOOP.search(text):
            breaches.append(f"{relative}: iterates over an unordered container")
        if len(text.splitlines()) > 450 and path.suffix != ".inc":
            breaches.append(f"{relative}: {len(text.splitlines())} lines are too large a room")
    for path in (p for p in sources if p.suffix == ".hpp"):
        relative = path.relative_to(root).as_posix()
        public = includers.get(relative, set()) - {relative.split("/")[1]}
        if public and HEAVY.search(path.read_text(encoding="utf-8")):
            breaches.append(f"{relative}: a header that other modules include drags in a heavy library header")
    for path in (p for p in (root / "tests").rglob("*") if p.suffix in (".cpp", ".hpp")):
        text = path.read_text(encoding="utf-8")
        included.update(f"src/{a}/{b}" for a, b in INCLUDE.findall(text))
    for path in sources:
        relative = path.relative_to(root).as_posix()
        if path.suffix in (".hpp", ".inc") and relative not in included:
            breaches.append(f"{relative}: nobody includes it")
        if path.suffix == ".cpp" and relative != "src/main.cpp" and relative.split("/")[1] not in direct:
            breaches.append(f"{relative}: belongs to no module")
    for folder in sorted(p for p in (root / "tests" / "unit").iterdir() if p.is_dir()):
        if folder.name not in direct:
            breaches.append(f"tests/unit/{folder.name}: mirrors no module")
    for breach in breaches:
        print(breach)
    print(f"tidy: {len(sources)} files, {len(breaches)} breaches")
    return 1 if breaches else 0


sys.exit(main())
