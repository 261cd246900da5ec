"""The life of the two example stacks, step by step as a user lives it, with what went over the wire."""
import json
import pathlib
import urllib.request

from support import SCOPE, Case, armature, main, stack_copy

WORKSPACE = "/subscriptions/{}/resourceGroups/rg-ml/providers/Microsoft.MachineLearningServices/workspaces/ml-dev".format(SCOPE[3])
VERSION = "api-version=2026-05-01"


def call(port, method, path, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{WORKSPACE}{path}?{VERSION}", method=method,
                                     data=None if body is None else json.dumps(body).encode(),
                                     headers={"Authorization": "Bearer someone-else", "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read() or b"null")


def edit(path, old, new):
    text = path.read_text()
    assert text.count(old) == 1, f"{path}: {old!r}"
    path.write_text(text.replace(old, new))


def writes(requests):
    return [f"{r['method']} {r['path'].split('/workspaces/ml-dev')[-1]}" for r in requests
            if r["method"] not in ("GET", "HEAD") and "listSecrets" not in r["path"]]


class Flow(Case):
    def setUp(self):
        super().setUp()
        self.cloud = self.emulator()
        self.port = self.cloud.port

    def no_change(self, stack):
        self.cloud.requests()
        out = self.run_ok(self.port, stack, "plan", "--detailed-exitcode")
        self.assertIn("Plan: 0 to add, 0 to change, 0 to replace, 0 to delete, 0 to route", out)
        self.run_ok(self.port, stack, "apply", "--yes")
        self.assertEqual(writes(self.cloud.requests()), [])

    def test_batch_stack(self):
        stack = stack_copy("batch", self.folder)
        stranger = call(self.port, "PUT", "/computes/somebody-elses", {
            "location": "eastus", "tags": {"team": "vision"},
            "properties": {"computeType": "AmlCompute", "properties": {"vmSize": "STANDARD_DS3_V2", "scaleSettings": {"maxNodeCount": 1}}}})
        stranger = call(self.port, "GET", "/computes/somebody-elses")
        self.cloud.requests()

        first = self.run_ok(self.port, stack, "plan", "--detailed-exitcode", code=2)
        self.assertEqual(first, self.run_ok(self.port, stack, "plan", "--detailed-exitcode", code=2))
        self.assertEqual({r["method"] for r in self.cloud.requests()}, {"GET"})

        self.run_ok(self.port, stack, "apply", "--yes")
        puts = [w for w in writes(self.cloud.requests()) if "/workspaces/" in w or w.startswith("PUT /")]
        endpoint = [w for w in puts if w.endswith("/batchEndpoints/mnist-batch")]
        self.assertEqual(len(endpoint), 2, puts)
        arm = [w for w in puts if any(k in w for k in ("/computes/", "/codes/", "/models/", "/environments/", "/batchEndpoints/"))]
        self.assertEqual(len(arm), 7, arm)
        self.no_change(stack)

        edit(stack / "torch.yml", "mini_batch_size: 5", "mini_batch_size: 20")
        out = self.run_ok(self.port, stack, "plan", "--detailed-exitcode", code=2)
        self.assertIn("~ batch_deployment/mnist-batch/torch", out)
        self.assertRegex(out, r"mini_batch_size +5 -> 20")
        self.run_ok(self.port, stack, "apply", "--yes")
        self.no_change(stack)

        edit(stack / "torch.yml", "  mini_batch_size: 20\n", "")
        out = self.run_ok(self.port, stack, "plan", "--detailed-exitcode", code=2)
        self.assertRegex(out, r"mini_batch_size +20 -> 10 +removed, back to the default")
        self.run_ok(self.port, stack, "apply", "--yes")
        self.no_change(stack)

        with open(stack / "src/batch_driver.py", "a", encoding="utf-8") as script:
            script.write("# changed\n")
        out = self.run_ok(self.port, stack, "plan", "--detailed-exitcode", code=2)
        self.assertIn("^ code/score-mnist:", out)
        self.assertIn("~ batch_deployment/mnist-batch/torch", out)
        self.assertIn("Plan: 1 to add, 1 to change", out)
        self.run_ok(self.port, stack, "apply", "--yes")
        self.no_change(stack)

        edit(stack / "endpoint.yml", "description: Scores images of handwritten digits in batches.\n", "")
        out = self.run_ok(self.port, stack, "plan", "--detailed-exitcode", code=2)
        self.assertIn("~ batch_endpoint/mnist-batch", out)
        self.run_ok(self.port, stack, "apply", "--yes")
        live = call(self.port, "GET", "/batchEndpoints/mnist-batch")["properties"]
        self.assertIsNone(live.get("description"))
        self.assertEqual(live["defaults"], {"deploymentName": "torch"})
        self.no_change(stack)

        edit(stack / "compute.yml", "STANDARD_D2_V2", "STANDARD_DS3_V2")
        out = self.run_ok(self.port, stack, "plan", code=4)
        self.assertIn("-/+ compute/batch-cluster", out)
        self.assertIn("# forces replacement", out)
        self.assertIn("--allow compute/batch-cluster", out)
        self.cloud.requests()
        self.run_ok(self.port, stack, "apply", "--yes", code=4)
        self.assertEqual(writes(self.cloud.requests()), [])
        self.run_ok(self.port, stack, "apply", "--yes", "--allow", "compute/batch-cluster")
        self.no_change(stack)

        second = (stack / "torch.yml").read_text().replace("name: torch", "name: keras")
        (stack / "keras.yml").write_text(second)
        edit(stack / "armature.yaml", "  - torch.yml\n", "  - torch.yml\n  - keras.yml\n")
        self.run_ok(self.port, stack, "apply", "--yes")
        edit(stack / "armature.yaml", "  - keras.yml\n", "")
        out = self.run_ok(self.port, stack, "plan", "--detailed-exitcode", code=2)
        self.assertRegex(out, r"- batch_deployment/mnist-batch/keras +owned here")
        self.run_ok(self.port, stack, "apply", "--yes", "--no-delete")
        call(self.port, "GET", "/batchEndpoints/mnist-batch/deployments/keras")
        self.run_ok(self.port, stack, "apply", "--yes")
        self.no_change(stack)

        self.cloud.requests()
        self.run_ok(self.port, stack, "destroy", "--yes")
        gone = writes(self.cloud.requests())
        self.assertIn("DELETE /batchEndpoints/mnist-batch", gone)
        self.assertNotIn("DELETE /batchEndpoints/mnist-batch/deployments/torch", gone)
        self.assertIn("DELETE /computes/batch-cluster", gone)
        self.assertTrue(call(self.port, "GET", "/models/mnist/versions/1")["properties"]["isArchived"])
        self.run_ok(self.port, stack, "destroy", "--yes")
        self.assertEqual(writes(self.cloud.requests()), [])
        self.assertEqual(call(self.port, "GET", "/computes/somebody-elses"), stranger)

        self.run_ok(self.port, stack, "apply", "--yes")
        self.assertFalse(call(self.port, "GET", "/models/mnist/versions/1")["properties"]["isArchived"])
        uploads = [w for w in writes(self.cloud.requests()) if "LocalUpload" in w]
        self.assertEqual(uploads, [])
        self.no_change(stack)

    def test_online_stack(self):
        stack = stack_copy("online", self.folder)
        self.run_ok(self.port, stack, "apply", "--yes")
        endpoint = call(self.port, "GET", "/onlineEndpoints/digits")
        self.assertEqual(endpoint["properties"]["traffic"], {"blue": 90, "green": 10})
        self.no_change(stack)

        before = call(self.port, "GET", "/onlineEndpoints/digits")
        before["tags"]["watched-by"] = "ops"
        call(self.port, "PATCH", "/onlineEndpoints/digits", {"tags": before["tags"]})
        edit(stack / "endpoint.yml", "blue: 90\n  green: 10", "blue: 50\n  green: 50")
        self.cloud.requests()
        out = self.run_ok(self.port, stack, "plan", "--detailed-exitcode", code=2)
        self.assertIn("> traffic/digits", out)
        self.assertIn("1 to route", out)
        self.run_ok(self.port, stack, "apply", "--yes")
        self.assertEqual(writes(self.cloud.requests()), ["PUT /onlineEndpoints/digits"])
        after = call(self.port, "GET", "/onlineEndpoints/digits")
        self.assertEqual(after["properties"]["traffic"], {"blue": 50, "green": 50})
        self.assertEqual(after["tags"]["watched-by"], "ops")
        self.assertEqual(after["properties"]["description"], before["properties"]["description"])
        self.assertEqual(after["identity"], before["identity"])
        self.no_change(stack)

        edit(stack / "endpoint.yml", "Classifies one image", "Names one image")
        self.run_ok(self.port, stack, "apply", "--yes", code=4)
        self.run_ok(self.port, stack, "apply", "--yes", "--only", "online_endpoint/digits", "--allow", "online_endpoint/digits", code=4)
        self.run_ok(self.port, stack, "apply", "--yes", "--allow", "online_endpoint/digits")
        self.assertEqual(call(self.port, "GET", "/onlineEndpoints/digits")["properties"]["traffic"], {"blue": 50, "green": 50})
        self.no_change(stack)

        (stack / "green.yml").unlink()
        edit(stack / "armature.yaml", ", green.yml", "")
        code, out, err = armature(self.port, stack, "plan")
        self.assertNotEqual(code, 0, "traffic to a deployment that goes must not pass: " + out)
        edit(stack / "endpoint.yml", "blue: 50\n  green: 50", "blue: 100")
        self.run_ok(self.port, stack, "apply", "--yes")
        self.no_change(stack)
        self.run_ok(self.port, stack, "destroy", "--yes")
        self.cloud.requests()
        self.run_ok(self.port, stack, "destroy", "--yes")
        self.assertEqual(writes(self.cloud.requests()), [])

    def test_saved_plan(self):
        stack = stack_copy("batch", self.folder)
        saved = pathlib.Path(self.folder, "plan.json")
        self.run_ok(self.port, stack, "plan", "--out", str(saved))
        self.assertEqual(saved.stat().st_mode & 0o777, 0o600)
        self.assertNotIn("canary-token", saved.read_text())
        script = stack / "src/batch_driver.py"
        text = script.read_text()
        script.write_text(text + "# moved\n")
        code, out, err = armature(self.port, stack, "apply", str(saved), "--yes")
        self.assertEqual(code, 3, out + err)
        script.write_text(text)
        self.run_ok(self.port, stack, "apply", str(saved), "--yes")
        code, out, err = armature(self.port, stack, "apply", str(saved), "--yes")
        self.assertEqual(code, 3, "the plan was made for an empty workspace: " + out + err)
        self.no_change(stack)


main()
