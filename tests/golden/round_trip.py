#!/usr/bin/python3
"""Takes real az ml YAML through the local cloud: plan, apply, plan again, which must be empty.

usage: round_trip.py BINARY SOURCE_DIR [WORD]   The YAML is not part of this repository: it lies beside it. Exit 77 if it does not.
                                                With WORD: only cases whose path holds it, with what the program said.
A deployment gets an endpoint, a cluster and the registered assets that it names from manifests made here. not_taken.json lists
what the local cloud refuses, with the reason; a listed case that goes through is an error.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

KINDS = {"batch-endpoint", "batch-deployment", "online-endpoint", "online-deployment", "environment", "model", "compute", "data", "datastore",
         "connection", "component"}


def run(binary, folder, *arguments):
    env = dict(os.environ, ARMATURE_LOCAL_OPERATION_TIME="0s", NO_COLOR="1")
    done = subprocess.run([binary, *arguments, "--cloud", "local"], cwd=folder, env=env, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=120)
    return done.returncode, done.stdout + done.stderr


def surroundings(case, text):
    """Manifests of what a deployment needs and its file does not declare."""
    made = []
    document = yaml.safe_load(text)
    overrides = case.get("overrides") or {}
    endpoint = overrides.get("endpoint_name") or document.get("endpoint_name")
    if endpoint and case["kind"].endswith("deployment"):
        made.append(f"kind: {case['kind'].split('-')[0]}_endpoint\nname: {endpoint}\n")
    cluster = overrides.get("compute") or document.get("compute")
    if isinstance(cluster, str) and case["kind"] == "batch-deployment":
        made.append(f"type: amlcompute\nname: {cluster.removeprefix('azureml:')}\nsize: STANDARD_D2_V2\n")
    if case["kind"] == "online-endpoint" and isinstance(cluster, str):
        attached = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/made"
        made.append(f"kind: compute\ntype: kubernetes\nname: {cluster.removeprefix('azureml:')}\nresource_id: {attached}\n")
    for store in set(re.findall(r"azureml://datastores/([\w-]+)/", text)) - {"workspaceblobstore"}:
        made.append(f"type: azure_blob\nname: {store}\naccount_name: made\ncontainer_name: made\n")
    for kind, field in (("model", "model"), ("environment", "environment")):
        reference = document.get(field)
        match = re.fullmatch(r"azureml:([\w-]+)(?::([\w.-]+)|@latest)?", reference) if isinstance(reference, str) else None
        if match and not match.group(1).startswith("AzureML-"):
            body = "path: made\ntype: mlflow_model" if kind == "model" else "image: made:1"
            made.append(f"kind: {kind}\nname: {match.group(1)}\nversion: '{match.group(2) or 7}'\n{body}\n")
    return made


def one(binary, inputs, case):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder, "inputs")
        for name in {*case.get("inputs", []), *(a["path"] for a in case.get("localAssets", []) if isinstance(a, dict) and "path" in a)}:
            source, target = inputs / name, root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, dirs_exist_ok=True)
            elif source.exists():
                shutil.copy(source, target)
        main = root / case["source"]
        text = main.read_text(encoding="utf-8")
        for key, value in (case.get("overrides") or {}).items():
            text = re.sub(rf"^{key}:.*\n", "", text, flags=re.M) + f"\n{key}: {value}\n"
        if not re.search(r"^(\$schema|kind)\s*:", text, re.M):
            text = f"kind: {case['kind'].replace('-', '_')}\n" + text
        main.write_text(text, encoding="utf-8")
        files = [case["source"]]
        if case["kind"].endswith("deployment") and "model" not in yaml.safe_load(text) and "environment" not in yaml.safe_load(text):
            text += "\nmodel: azureml:made:7\n"  # these examples give it on the command line
            main.write_text(text, encoding="utf-8")
        for number, made in enumerate(surroundings(case, text)):
            (root / f"made-{number}.yml").write_text(made)
            files.append(f"made-{number}.yml")
        (root / "made").mkdir()
        (root / "made" / "MLmodel").write_text("flavors: {}\n")
        (root / "armature.yaml").write_text("name: round-trip\ncloud: local\nmanifests: " + json.dumps(files) + "\n")
        code, out = run(binary, root, "apply", "--yes")
        if code:
            return "apply", out
        code, out = run(binary, root, "plan", "--detailed-exitcode")
        if code:
            return "not empty", out
        code, out = run(binary, root, "destroy", "--yes")
        return ("destroy" if code else "good"), out


def main():
    binary, source = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    word = sys.argv[3] if len(sys.argv) > 3 else None
    golden = source.parent / "shared" / "golden"
    if not (golden / "index.json").exists():
        print("GOLDEN RECORDINGS ABSENT: no real YAML was taken through the local cloud.")
        return 77
    not_taken = json.loads((source / "tests" / "golden" / "not_taken.json").read_text())
    later = json.loads((source / "tests" / "golden" / "exceptions.json").read_text())
    count, bad = {}, 0
    for entry in json.loads((golden / "index.json").read_text()):
        if entry["kind"] not in KINDS or later.get(entry["source"], "").startswith(("later", "input")):
            continue
        if word and word not in entry["source"]:
            continue
        verdict, out = one(binary, golden / "inputs", json.loads((golden / entry["case"]).read_text()))
        if entry["source"] in not_taken:
            verdict = "refused, as listed" if verdict == "apply" else "listed as refused, but " + verdict
        count[verdict] = count.get(verdict, 0) + 1
        if verdict not in ("good", "refused, as listed"):
            bad += 1
            print(f"- {entry['source']}: {verdict}\n" + "\n".join("    " + line for line in out.strip().splitlines()[-12:]))
        elif word:
            print(f"- {entry['source']}: {verdict}\n{out}")
    print("round trips: " + ", ".join(f"{n} {verdict}" for verdict, n in sorted(count.items())))
    return 1 if bad or not count.get("good") else 0


sys.exit(main())
