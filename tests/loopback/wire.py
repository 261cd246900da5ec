"""What goes over the wire: rounds in sequence, requests of plan and apply, secrets."""
from support import Case, main, stack_copy


def rounds(requests):
    """The most requests that followed one another: each began after the one before it had been answered."""
    longest, end = 0, -1.0
    for request in sorted(requests, key=lambda r: r["end"]):
        if request["start"] >= end:
            longest, end = longest + 1, request["end"]
    return longest


class Wire(Case):
    def test_first_apply_of_the_batch_stack_takes_at_most_12_rounds(self):
        cloud = self.emulator("--latency", "50ms", "--operation-time", "0s")
        stack = stack_copy("batch", self.folder)
        self.run_ok(cloud.port, stack, "apply", "--yes")
        requests = cloud.requests()
        count = rounds(requests)
        print(f"rounds {count}, requests {len(requests)}")
        self.assertLessEqual(count, 12)

    def test_the_request_log_holds_no_secret(self):
        cloud = self.emulator()
        stack = stack_copy("batch", self.folder)
        self.run_ok(cloud.port, stack, "apply", "--yes")
        text = cloud.log_file.read_text()
        self.assertIn("listSecrets", text)
        self.assertNotIn("canary-token", text)
        self.assertNotIn("SharedKey ", text)


main()
