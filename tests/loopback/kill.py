"""SIGKILL before and after each request of both example stacks: the next apply converges, and nothing is created twice."""
import collections
import os

from support import Case, Emulator, Proxy, armature, main, stack_copy, start

# A step of k > 1 skips boundaries: for a quick look while developing.
STEP = int(os.environ.get("ARMATURE_KILL_STEP", "1"))


def creates(requests):
    """PUTs of resources that answered 201, by path; blobs apart, whose PUT always answers 201."""
    return collections.Counter(r["path"].lower() for r in requests
                               if r["method"] == "PUT" and r["status"] == 201 and "/providers/" in r["path"])


class Kill(Case):
    def boundaries(self, name):
        cloud = Emulator(self.folder)
        proxy = Proxy(cloud.port)
        code, out, err = armature(proxy.port, stack_copy(name, self.folder), "apply", "--yes")
        self.assertEqual(code, 0, out + err)
        proxy.close()
        cloud.stop()
        return proxy.count

    def one(self, name, at, after):
        cloud = Emulator(self.folder)
        stack = stack_copy(name, self.folder)
        proxy = Proxy(cloud.port)
        proxy.stop_at, proxy.after = at, after
        victim = proxy.victim = start(proxy.port, stack, "apply", "--yes")
        victim.communicate(timeout=60)
        proxy.close()
        where = f"{name}, killed {'after' if after else 'before'} request {at}"
        code, out, err = armature(cloud.port, stack, "apply", "--yes")
        self.assertEqual(code, 0, f"{where}\n{out}\n{err}")
        code, out, err = armature(cloud.port, stack, "plan", "--detailed-exitcode")
        self.assertEqual(code, 0, f"{where}\n{out}\n{err}")
        twice = {path: n for path, n in creates(cloud.requests()).items() if n > 1}
        self.assertEqual(twice, {}, where)
        cloud.stop()

    def every_boundary(self, name):
        count = self.boundaries(name)
        self.assertGreater(count, 10)
        for at in range(0, count, STEP):
            for after in (False, True):
                self.one(name, at, after)
        print(f"{name}: {count} requests, killed before and after each {'' if STEP == 1 else f'{STEP}th '}one")

    def test_batch(self):
        self.every_boundary("batch")

    def test_online(self):
        self.every_boundary("online")


main()
