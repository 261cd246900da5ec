#!/usr/bin/python3
"""Scores `armature render` against the requests that the official SDK was recorded to send.

usage: score.py BINARY SOURCE_DIR    The recordings are not part of this repository: they lie beside it. Exit 77 if they do not.
"""
import pathlib
import subprocess
import sys

KINDS = ("batch-endpoint,batch-deployment,online-endpoint,online-deployment,environment,model,compute,data,datastore,"
         "connection,component")

binary, source = sys.argv[1], pathlib.Path(sys.argv[2])
recordings = source.parent / "shared" / "golden"
if not (recordings / "score.py").exists():
    print("GOLDEN RECORDINGS ABSENT: nothing was compared with what the official SDK sends.")
    sys.exit(77)
sys.exit(subprocess.call(["/usr/bin/python3", recordings / "score.py", binary, recordings, "--kinds", KINDS,
                          "--exceptions", source / "tests" / "golden" / "exceptions.json"]))
