"""Many at once: writers that lose nothing, an editor's save that is kept, readers that never see half a file."""

import os
import random
import re
import shutil
import subprocess
import threading
import time

from rig import TASKS, environment, files, git, program, run, tell, with_seed, workspace

WRITERS = int(os.environ.get("TORTURE_WRITERS", "64"))
EACH = int(os.environ.get("TORTURE_EACH", "50"))


def statuses(folder):
    return {path.name: re.findall(r"^status: (\w+)", path.read_text(), re.M) for path in (folder / TASKS).iterdir()}


def writers(names):
    """Every update that reported success is in the files, and with --commit in the history."""
    pjt, work, fine = program(), workspace(), True
    for name, on_one, commits in (("different", False, False), ("same", True, False), ("commit", False, True)):
        if names and name not in names:
            continue
        folder = with_seed(work / name)
        acknowledged, failed = set(), []

        def write(number, acknowledged=acknowledged, failed=failed, on_one=on_one, commits=commits, folder=folder):
            for turn in range(EACH):
                text, task = f"w{number}-{turn}", 14 if on_one else number % 43 + 1
                words = ["update", task, "--note", text, "--by", "市教委", "--today", "2025-09-25", *(["--commit"] if commits else [])]
                code, said = run([pjt, *words], folder, timeout=300)
                if code == 0:
                    acknowledged.add(text)
                else:
                    failed.append((text, code, said[-200:].decode(errors="replace")))

        began = time.monotonic()
        threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.monotonic() - began
        there = set(re.findall(r"\bw\d+-\d+\b", b"".join(files(folder).values()).decode()))
        bad = [(text, "acknowledged and lost") for text in sorted(acknowledged - there)] + failed
        if commits:
            made = int(git(folder, "rev-list", "--count", "HEAD")) - 1
            if made != len(acknowledged) or git(folder, "rev-list", "--merges", "HEAD"):
                bad.append((f"{made} commits for {len(acknowledged)} updates",))
            git(folder, "fsck", "--full", "--strict")
        if run([pjt, "check"], folder)[0] != 0:
            bad.append(("check finds something afterwards",))
        figures = {"acknowledged": f"{len(acknowledged)} of {WRITERS * EACH}", "seconds": round(seconds)}
        fine &= tell("writers", name, figures, bad)
    shutil.rmtree(work)
    return fine


def race(_names):
    """An editor saves while pjt is about to rename: its text is kept and pjt says so (exit 4)."""
    pjt, work, bad = program(), workspace(), []
    for number in range(50):
        folder = with_seed(work / str(number), committed=False)
        path = folder / TASKS / "014.yaml"
        # The delay is at the last call before the file is looked at again; half of the saves are in the way editors do it.
        inject = "inject=fsync:delay_enter=400000:when=1"
        pjt_run = subprocess.Popen(["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e", inject, pjt, "update", "14", "--status", "done"],
                                   cwd=folder, env=environment(folder), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 10
        while not list(path.parent.glob(".pjt-tmp-*")) and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(random.uniform(0.02, 0.2))
        saved = path.read_text() + f"# an editor's save {number}\n"
        if number % 2:
            (path.parent / "014.yaml.new").write_text(saved)
            os.rename(path.parent / "014.yaml.new", path)
        else:
            path.write_text(saved)
        said = pjt_run.communicate()[0].decode()
        if path.read_text() != saved or pjt_run.returncode != 4:
            bad.append((number, f"exit {pjt_run.returncode}", said[-200:]))
        shutil.rmtree(folder)
    shutil.rmtree(work)
    return tell("race", "editor", {"saves": 50, "kept": 50 - len(bad)}, bad)


def readers(_names):
    """Two readers in a loop during 300 updates: no file is ever missing or torn."""
    pjt, work, bad, count = program(), workspace(), [], [0]
    folder, over = with_seed(work / "store", committed=False), threading.Event()
    path = folder / TASKS / "014.yaml"

    def read():
        while not over.is_set():
            try:
                text = path.read_bytes()
            except FileNotFoundError:
                bad.append(("missing",))
                continue
            count[0] += 1
            if not (text.startswith(b"id: 14\n") and re.search(rb"^status: \w+$", text, re.M) and b"departments:\n" in text):
                bad.append(("torn", text[-100:]))

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(300):
        code, said = run([pjt, "update", "14", "--status", "doing" if number % 2 else "todo", "--note", f"n{number}"], folder)
        if code != 0:
            bad.append(("update", code, said[-200:]))
    over.set()
    for thread in threads:
        thread.join()
    shutil.rmtree(work)
    return tell("readers", "update", {"reads": count[0], "updates": 300}, bad)
