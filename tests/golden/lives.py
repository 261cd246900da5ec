#!/usr/bin/python3
"""Takes each kind through its life in the local cloud.

usage: lives.py BINARY SOURCE_DIR [WORD]   With WORD: only lives whose name holds it, with what the program said.
A life is a folder of manifests in stages. Each stage is applied, and the plan after it must be empty. The words in front of a stage say
what its plan has to show ("~ datastore/store"), or with "refused" what has to be refused until it is allowed. At the end all is destroyed,
and nothing may be left to destroy. No output, plan or state file that people see may hold a secret: every secret here is SECRET.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

SECRET = "c2VjcmV0LXRoYXQtbm9ib2R5LXNlZXM="
AKS = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/aks"

BLOB = """type: azure_blob
name: store
account_name: acct
container_name: {container}
description: {description}
credentials:
  {credentials}
"""
LAKE = """kind: datastore
type: azure_data_lake_gen2
name: lake
account_name: acct
filesystem: raw
credentials:
  tenant_id: 00000000-0000-0000-0000-00000000aaaa
  client_id: 00000000-0000-0000-0000-00000000bbbb
  client_secret: {secret}
tags: {{stage: {stage}}}
"""
DATA = "kind: data\nname: raw\ntype: uri_folder\npath: {path}\ndescription: {description}\n"
INSTANCE = """type: computeinstance
name: box
size: {size}
tags: {{owner: {owner}}}
schedules:
  compute_start_stop:
    - {{action: stop, trigger: {{type: cron, expression: 0 18 * * *}}}}
"""
CONNECTION = """kind: connection
name: sources
type: {type}
target: {target}
credentials: {{type: pat, pat: {secret}}}
"""
COMPONENT = """kind: component
name: clean
command: python clean.py
description: {description}
environment: azureml:train:1
code: src
"""
KUBERNETES = """kind: online_deployment
type: kubernetes
name: blue
endpoint_name: digits-k8s
model: azureml:digits:1
environment: azureml:serve:1
instance_count: 1
scale_settings: {scale}
resources: {{requests: {{cpu: "0.5", memory: 500Mi}}}}
data_collector:
  sampling_rate: {rate}
  collections: {{model_inputs: {{enabled: true, data: azureml:requests:1}}}}
"""
PIPELINE = """$schema: https://azuremlschemas.azureedge.net/latest/pipelineComponentBatchDeployment.schema.json
name: one
endpoint_name: clean-batch
type: pipeline
component: azureml:clean@latest
description: {description}
settings: {{default_compute: cpu}}
"""

# Name, then stages: (what the plan shows, flags, files). A file that is None goes.
LIVES = {
    "datastore": [
        (["+ datastore/store", "+ datastore/lake"], [], {
            "store.yml": BLOB.format(container="c", description="one", credentials=f"account_key: {SECRET}"),
            "lake.yml": LAKE.format(secret=SECRET, stage="raw")}),
        (["~ datastore/store", "~ datastore/lake"], [], {
            "store.yml": BLOB.format(container="c", description="two", credentials=f'sas_token: "{SECRET}"'),
            "lake.yml": LAKE.format(secret=SECRET, stage="cooked")}),
        (["~ datastore/lake"], [], {"lake.yml": LAKE.format(secret=SECRET, stage="cooked") + "secret_version: 2\n"}),
        (["refused datastore/store", "-/+ datastore/store"], ["--allow", "datastore/store"], {
            "store.yml": BLOB.format(container="d", description="two", credentials=f'sas_token: "{SECRET}"')}),
        (["~ datastore/store"], [], {"store.yml": BLOB.format(container="d", description="two", credentials="")}),
        (["refused datastore/lake", "- datastore/lake"], ["--allow", "datastore/lake"], {"lake.yml": None}),
    ],
    "data": [
        (["+ datastore/lake", "+ data/raw:1", "^ data/table:1"], [], {
            "lake.yml": LAKE.format(secret=SECRET, stage="raw"),
            "raw.yml": DATA.format(path="azureml://datastores/lake/paths/raw/", description="one"),
            "table.yml": "kind: data\nname: table\ntype: mltable\npath: table\n",
            "table/MLTable": "paths:\n  - file: ./rows.csv\n", "table/rows.csv": "a,b\n"}),
        (["~ data/raw:1"], [], {"raw.yml": DATA.format(path="azureml://datastores/lake/paths/raw/", description="two")}),
        (["^ data/table:2", "+ data/raw:2"], [], {
            "raw.yml": DATA.format(path="azureml://datastores/lake/paths/raw/new/", description="two"), "table/rows.csv": "a,b\n1,2\n"}),
    ],
    "compute": [
        (["+ compute/box", "+ compute/k8s", "+ compute/machine", "+ compute/spark"], [], {
            "box.yml": INSTANCE.format(size="STANDARD_DS3_V2", owner="ada"),
            "k8s.yml": f"kind: compute\ntype: kubernetes\nname: k8s\nresource_id: {AKS}\n",
            "vm.yml": f"type: virtualmachine\nname: machine\nresource_id: {AKS}\nssh_settings: {{admin_username: u, admin_password: {SECRET}}}\n",
            "spark.yml": f"type: synapsespark\nname: spark\nresource_id: {AKS}\n"}),
        (["~ compute/box"], [], {"box.yml": INSTANCE.format(size="standard_ds3_v2", owner="bob")}),
        (["refused compute/box", "-/+ compute/box"], ["--allow", "compute/box"], {"box.yml": INSTANCE.format(size="STANDARD_D2_V2", owner="bob")}),
        (["refused compute/k8s", "-/+ compute/k8s"], ["--allow", "compute/k8s"], {"k8s.yml": "type: amlcompute\nname: k8s\n"}),
        (["refused compute/spark", "- compute/spark"], ["--allow", "compute/spark"], {"spark.yml": None}),
    ],
    "connection": [
        (["+ connection/sources"], [], {"git.yml": CONNECTION.format(type="git", target="https://a", secret=SECRET)}),
        (["~ connection/sources"], [], {"git.yml": CONNECTION.format(type="git", target="https://b", secret=SECRET)}),
        (["~ connection/sources"], [], {"git.yml": CONNECTION.format(type="git", target="https://b", secret=SECRET) + "secret_version: a\n"}),
        (["refused connection/sources", "-/+ connection/sources"], ["--allow", "connection/sources"],
         {"git.yml": CONNECTION.format(type="python_feed", target="https://b", secret=SECRET)}),
    ],
    "serverless": [
        (["+ serverless_endpoint/llama"], [], {"llama.yml": "kind: serverless_endpoint\nname: llama\nmodel_id: azureml://registries/r/models/a\n"}),
        (["~ serverless_endpoint/llama"], [], {
            "llama.yml": "kind: serverless_endpoint\nname: llama\nmodel_id: azureml://registries/r/models/a\ntags: {team: a}\n"}),
        (["refused serverless_endpoint/llama", "-/+ serverless_endpoint/llama"], ["--allow", "serverless_endpoint/llama"],
         {"llama.yml": "kind: serverless_endpoint\nname: llama\nmodel_id: azureml://registries/r/models/b\ntags: {team: a}\n"}),
    ],
    "component": [
        (["+ environment/train:1", "+ component/clean:1", "+ batch_deployment/clean-batch/one"], [], {
            "train.yml": "kind: environment\nname: train\nversion: 1\nimage: i:1\n", "clean.yml": COMPONENT.format(description="one"),
            "src/clean.py": "print(1)\n", "cpu.yml": "type: amlcompute\nname: cpu\n", "endpoint.yml": "kind: batch_endpoint\nname: clean-batch\n",
            "one.yml": PIPELINE.format(description="one")}),
        (["~ component/clean:1", "~ batch_deployment/clean-batch/one"], [], {
            "clean.yml": COMPONENT.format(description="two"), "one.yml": PIPELINE.format(description="two")}),
        (["+ component/clean:2", "-/+ batch_deployment/clean-batch/one"], [], {"src/clean.py": "print(2)\n"}),
    ],
    "kubernetes": [
        (["+ online_endpoint/digits-k8s", "+ online_deployment/digits-k8s/blue", "> traffic/digits-k8s"], [], {
            "k8s.yml": f"kind: compute\ntype: kubernetes\nname: k8s\nresource_id: {AKS}\n",
            "endpoint.yml": "kind: online_endpoint\nname: digits-k8s\ncompute: azureml:k8s\ntraffic: {blue: 100}\n",
            "model.yml": "kind: model\nname: digits\nversion: 1\npath: model\n", "model/w": "1\n",
            "serve.yml": "kind: environment\nname: serve\nversion: 1\nimage: i:1\n",
            "requests.yml": "kind: data\nname: requests\nversion: 1\npath: azureml://datastores/workspaceblobstore/paths/requests/\n",
            "blue.yml": KUBERNETES.format(scale="{type: target_utilization, min_instances: 1, max_instances: 4}", rate="0.5")}),
        (["~ online_deployment/digits-k8s/blue"], [], {"blue.yml": KUBERNETES.format(scale="{type: default}", rate="0.25")}),
    ],
    "arm": [
        (["+ arm/serverlessEndpoints/llama", "+ arm/connections/search", "+ compute/cpu"], [], {
            "cpu.yml": "type: amlcompute\nname: cpu\n",
            "llama.yml": "kind: arm\ntype: Microsoft.MachineLearningServices/workspaces/serverlessEndpoints@2026-05-01\nname: llama\nbody:\n"
                         "  location: eastus\n  tags: {team: a}\n  properties: {authMode: Key, modelSettings: {modelId: m}}\n",
            "search.yml": "kind: arm\ntype: Microsoft.MachineLearningServices/workspaces/connections@2026-05-01\nname: search\nbody:\n"
                          "  properties: {category: CognitiveSearch, authType: AAD, target: 'https://a', metadata: {cluster: {$id: compute/cpu}}}\n"}),
        (["~ arm/serverlessEndpoints/llama", "~ arm/connections/search"], [], {
            "llama.yml": "kind: arm\ntype: Microsoft.MachineLearningServices/workspaces/serverlessEndpoints@2026-05-01\nname: llama\nbody:\n"
                         "  location: eastus\n  tags: {team: b}\n  properties: {authMode: AAD, modelSettings: {modelId: m}}\n",
            "search.yml": "kind: arm\ntype: Microsoft.MachineLearningServices/workspaces/connections@2026-05-01\nname: search\nbody:\n"
                          "  properties: {category: CognitiveSearch, authType: AAD, target: 'https://b'}\n"}),
    ],
}


class Life:
    def __init__(self, binary, folder):
        self.binary, self.folder, self.said = binary, pathlib.Path(folder), ""
        (self.folder / "armature.yaml").write_text('name: life\ncloud: local\nmanifests: ["*.yml"]\n')

    def run(self, *words):
        env = dict(os.environ, ARMATURE_LOCAL_OPERATION_TIME="0s", NO_COLOR="1")
        done = subprocess.run([self.binary, *words], cwd=self.folder, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              timeout=120)
        out = done.stdout + done.stderr
        self.said += f"$ armature {' '.join(words)}\n{out}[exit {done.returncode}]\n"
        if SECRET in out:
            raise AssertionError("a secret was printed")
        return done.returncode, out

    def need(self, good, what):
        if not good:
            raise AssertionError(what)

    def stage(self, shows, flags, files):
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text)
        refused = [word.split()[1] for word in shows if word.startswith("refused")]
        if refused:
            code, out = self.run("plan")
            self.need(code == 4, f"expected a refusal of {refused}")
            for address in refused:
                self.need(f"refused {address}" in out, f"{address} was not refused")
        code, out = self.run("plan", *flags)
        self.need(code == 0, "the plan failed")
        lines = [" ".join(line.split()[:2]) for line in out.splitlines()]
        for word in shows:
            self.need(word.startswith("refused") or word in lines, f"the plan does not show {word!r}")
        self.need(self.run("apply", "--yes", *flags)[0] == 0, "apply failed")
        self.need(self.run("plan", "--detailed-exitcode")[0] == 0, "the plan after apply is not empty")

    def end(self):
        code, _ = self.run("destroy", "--yes")
        self.need(code == 0, "destroy failed")
        code, out = self.run("destroy", "--yes")
        self.need(code == 0 and "0 to delete" in out, "something was left to destroy")


def main():
    binary, word = os.path.abspath(sys.argv[1]), sys.argv[3] if len(sys.argv) > 3 else ""
    bad = 0
    for name, stages in LIVES.items():
        if word not in name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            life = Life(binary, folder)
            try:
                for stage in stages:
                    life.stage(*stage)
                life.end()
                print(f"{name}: good")
            except AssertionError as problem:
                bad += 1
                print(f"{name}: {problem}")
                print("\n".join("    " + line for line in life.said.splitlines()[-60:]))
            else:
                if word:
                    print("\n".join("    " + line for line in life.said.splitlines()))
    return 1 if bad else 0


sys.exit(main())
