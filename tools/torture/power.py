"""Power cuts: a file system in an image is shut down under the program, dropping what is not on the disk, and mounted again.
Needs root, a loop device and xfs_io (package xfsprogs)."""

import os
import shutil
import subprocess
import time

from faults import chosen
from rig import cases, crashat, environment, git, leftovers, program, run, tell, workspace

# Cuts right after the command has ended, for each file system.
TIMES = int(os.environ.get("TORTURE_CUTS", "20"))


class Disk:
    """An image with one file system that can lose its power."""

    def __init__(self, kind, work):
        self.kind, self.work, self.mount = kind, work, work / "mount"
        self.clean, self.image = work / "clean.img", work / "disk.img"
        self.mount.mkdir(exist_ok=True)
        self.clean.unlink(missing_ok=True)
        os.truncate(os.open(self.clean, os.O_CREAT | os.O_WRONLY), 400 << 20)
        subprocess.run([f"mkfs.{kind}", "-q", "-F" if kind == "ext4" else "-f", self.clean], check=True)

    def on(self):
        subprocess.run(["mount", "-o", "loop", self.image, self.mount], check=True)

    def off(self):
        for _ in range(40):
            if subprocess.run(["umount", self.mount], capture_output=True).returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError("the disk stays busy")

    def fill(self, case):
        shutil.copy(self.clean, self.image)
        self.on()
        shutil.copytree(case.folder, self.mount / "store", symlinks=True)
        subprocess.run(["sync"], check=True)
        self.off()
        subprocess.run(["cp", "--sparse=always", self.image, self.clean.with_suffix(".full")], check=True)

    def fresh(self):
        subprocess.run(["cp", "--sparse=always", self.clean.with_suffix(".full"), self.image], check=True)
        self.on()
        return self.mount / "store"

    def cut(self):
        subprocess.run(["xfs_io", "-x", "-c", "shutdown", self.mount], check=True)
        self.off()
        self.on()


def judge(case, pjt, folder, code):
    """After a power cut: every file whole; what was said to be done is done; a repetition brings the new state."""
    wrong = case.judge_files(folder, code)
    if case.is_committing:
        if subprocess.run(["git", "fsck", "--full"], cwd=folder, env=environment(folder), capture_output=True).returncode:
            wrong.append("git fsck fails")
        elif code == 0 and int(git(folder, "rev-list", "--count", "HEAD")) != case.commits:
            wrong.append("a lie: the commit is lost")
    return wrong + case.judge_repeating(pjt, folder)


def power(names):
    pjt, fine = program(), True
    for kind in ("xfs", "ext4"):
        work = workspace()
        disk = Disk(kind, work)
        for case in cases(pjt):
            if case.name not in (names or ["update", "bulk", "import", "update-commit"]):
                continue
            case.measure(pjt, work)
            disk.fill(case)
            folder = disk.fresh()
            said = run([crashat(), "-c", pjt, *case.words], folder)[1]
            disk.off()
            count = int(said.rsplit(b"crashat: ", 1)[1])
            points = [None] * TIMES + [point for point, _ in chosen((str(number), None) for number in range(1, count + 1))]
            bad, acknowledged = [], 0
            for point in points:
                folder = disk.fresh()
                prefix = [] if point is None else [crashat(), "-x", point]
                code, _ = run([*prefix, pjt, *case.words], folder, timeout=60)
                disk.cut()
                acknowledged += code == 0
                wrong = judge(case, pjt, folder, code)
                if wrong:
                    bad.append((f"cut after call {point or 'the last'}", f"exit {code}:", "; ".join(wrong)))
                disk.off()
            fine &= tell("power", f"{case.name}/{kind}", {"cuts": len(points), "acknowledged": acknowledged}, bad)
        shutil.rmtree(work)
    return fine
