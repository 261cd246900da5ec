#!/usr/bin/python3
"""The schemas in an editor: the YAML language server that editors run, given `schemas/` as a user would give it.

usage: editor.py BINARY SOURCE_DIR NODE_MODULES
"""
import json
import os
import pathlib
import subprocess
import sys
import unittest

BINARY, SOURCE, MODULES = (pathlib.Path(a).resolve() for a in sys.argv[1:4])
# Files of the public examples that use the same grammar; they lie beside this repository where they are.
CORPUS = SOURCE.parent / "shared" / "golden" / "inputs"
ENDPOINT = "$schema: https://azuremlschemas.azureedge.net/latest/batchEndpoint.schema.json\n"
DEPLOYMENT = "$schema: https://azuremlschemas.azureedge.net/latest/modelBatchDeployment.schema.json\n"


class Server:
    """The language server over its standard streams, with just enough of the protocol."""

    def __init__(self):
        server = MODULES / "yaml-language-server" / "bin" / "yaml-language-server"
        self.process = subprocess.Popen(["node", str(server), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        self.next_id, self.documents, self.published = 0, 0, {}
        self.ask("initialize", {"processId": None, "rootUri": SOURCE.as_uri(), "workspaceFolders": None, "capabilities": {
            "workspace": {"configuration": True}, "textDocument": {"completion": {"completionItem": {"snippetSupport": False}},
                                                                    "hover": {"contentFormat": ["markdown"]}}}})
        self.tell("initialized", {})

    def settings(self, section):
        schemas = SOURCE / "schemas"
        yaml = {"schemas": {(schemas / "manifest.schema.json").as_uri(): "/manifest*.yml",
                            (schemas / "stack.schema.json").as_uri(): "/armature*.yaml"},
                "schemaStore": {"enable": False}, "completion": True, "hover": True, "validate": True}
        return yaml if section == "yaml" else {}

    def write(self, message):
        body = json.dumps(dict(message, jsonrpc="2.0")).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def read(self):
        length = 0
        while (line := self.process.stdout.readline().strip()):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        if length == 0:
            raise AssertionError("the language server has ended")
        return json.loads(self.process.stdout.read(length))

    def serve(self, message):
        """What the server asks of an editor, and what it tells."""
        if message.get("method") == "textDocument/publishDiagnostics":
            self.published[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            asked = message["method"] == "workspace/configuration"
            self.write({"id": message["id"], "result": [self.settings(i.get("section")) for i in message["params"]["items"]] if asked else None})

    def tell(self, method, parameters):
        self.write({"method": method, "params": parameters})

    def ask(self, method, parameters):
        self.next_id += 1
        self.write({"id": self.next_id, "method": method, "params": parameters})
        while True:
            message = self.read()
            if message.get("id") == self.next_id and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            self.serve(message)

    def open(self, text, name="manifest"):
        self.documents += 1
        uri = f"file:///work/{name}{self.documents}.{'yaml' if name == 'armature' else 'yml'}"
        self.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}})
        while uri not in self.published:  # then the schema has been loaded
            self.serve(self.read())
        return uri

    def problems(self, text, name="manifest"):
        uri = self.open(text, name)
        return [one["message"] for one in self.published[uri]]

    def at(self, uri, line, column):
        return {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}

    def offered(self, text, line, column):
        answer = self.ask("textDocument/completion", self.at(self.open(text), line, column))
        return {item["label"] for item in answer["items"]}

    def hover(self, text, line, column):
        answer = self.ask("textDocument/hover", self.at(self.open(text), line, column))
        return answer["contents"]["value"]

    def stop(self):
        self.process.kill()
        self.process.communicate()


class Editor(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def test_manifests_of_this_repository_have_no_problems(self):
        for folder in ("manifests", "examples"):
            for file in sorted((SOURCE / folder).rglob("*.yml")):
                text = file.read_text()
                if "$schema" not in text and "kind:" not in text:
                    continue
                with self.subTest(file.name):
                    self.assertEqual(self.server.problems(text), [])
            for file in sorted((SOURCE / folder).rglob("armature.yaml")):
                with self.subTest(file.name):
                    self.assertEqual(self.server.problems(file.read_text(), "armature"), [])

    def test_what_validate_takes_an_editor_takes(self):
        if not CORPUS.exists():
            self.skipTest("PUBLIC EXAMPLES ABSENT: the schemas were not held against them.")
        taken = 0
        for file in sorted(CORPUS.rglob("*.y*ml")):
            text = file.read_text(errors="replace")
            if "schema.json" not in text:
                continue
            checked = subprocess.run([BINARY, "validate", "-f", file], stdin=subprocess.DEVNULL, capture_output=True, env={
                k: v for k, v in os.environ.items() if not k.startswith(("AZURE_", "ARM_", "ARMATURE_"))})
            if checked.returncode != 0:
                continue
            taken += 1
            with self.subTest(str(file.relative_to(CORPUS))):
                self.assertEqual(self.server.problems(text), [])
        self.assertGreater(taken, 100)

    def test_a_misspelled_field_is_marked(self):
        problems = self.server.problems(ENDPOINT + "name: scores\nauth_mod: aad_token\n")
        self.assertEqual(len(problems), 1, problems)
        self.assertIn("auth_mod", problems[0])

    def test_a_wrong_value_is_marked_with_those_that_fit(self):
        problems = self.server.problems(ENDPOINT + "name: scores\nauth_mode: password\n")
        self.assertEqual(len(problems), 1, problems)
        self.assertIn("aad_token", problems[0])

    def test_a_missing_field_is_marked(self):
        self.assertTrue(any("name" in one for one in self.server.problems(ENDPOINT + "description: x\n")))

    def test_an_expression_stands_for_a_number(self):
        text = DEPLOYMENT + "name: d\nendpoint_name: e\nmodel: azureml:m:1\ncompute: azureml:c\nresources:\n  instance_count: "
        self.assertEqual(self.server.problems(text + "${var.nodes}\n"), [])
        self.assertNotEqual(self.server.problems(text + "many\n"), [])

    def test_fields_and_values_are_offered(self):
        self.assertLessEqual({"auth_mode", "description", "defaults", "tags"}, self.server.offered(ENDPOINT + "name: scores\n\n", 2, 0))
        offered = self.server.offered(DEPLOYMENT + "name: d\nsettings:\n  output_action: \n", 3, 17)
        self.assertLessEqual({"append_row", "summary_only"}, offered)
        self.assertNotIn("AppendRow", offered)

    def test_a_value_in_the_spelling_of_arm_is_no_problem(self):
        self.assertEqual(self.server.problems(ENDPOINT + "name: scores\nauth_mode: AADToken\n"), [])

    def test_a_field_tells_what_it_is_for(self):
        told = self.server.hover(DEPLOYMENT + "name: d\nsettings:\n  mini_batch_size: 5\n", 3, 5)
        self.assertIn("one run of the scoring script", told)

    def test_a_stack_file_is_helped_too(self):
        self.assertEqual(self.server.problems("name: s\nmanifests: [a.yml]\n", "armature"), [])
        self.assertNotEqual(self.server.problems("name: s\nmanifest: [a.yml]\n", "armature"), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
