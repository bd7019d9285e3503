"""Faults at every system call: the machine stops (crash), a call fails (error), one process dies (kill)."""

import collections
import itertools
import os
import random
import re
import shutil

from rig import cases, crashat, program, run, tell, workspace

CALLS = ("write writev pwrite64 fsync fdatasync syncfs rename renameat renameat2 open openat openat2 close ftruncate fchmod "
         "chmod link linkat unlink unlinkat mkdir mkdirat rmdir flock fcntl stat statx newfstatat read getdents64 clone3 "
         "execve pipe2 wait4 waitid copy_file_range getrandom").split()
# Without mmap: that is the loader's and the allocator's, and their failure ends any program before it can say a word.
ERRORS = "EIO ENOSPC EDQUOT EROFS EACCES EMFILE EINTR ENOMEM".split()
# Every Nth point only, or at most so many of each case, as many of one kind as of another: for a quick look.
SAMPLE = int(os.environ.get("TORTURE_SAMPLE", "1"))
MOST = int(os.environ.get("TORTURE_POINTS", "0"))
# Another number takes other points.
DICE = random.Random(int(os.environ.get("TORTURE_SEED", "1")))
STRACE = ["strace", "-f", "-qq", "-o"]


def chosen(points):
    """The points to try, of (name, prefix) pairs; what stands before the # or the number is their kind."""
    points = list(itertools.islice(points, 0, None, SAMPLE))
    if not MOST or len(points) <= MOST:
        return points
    kinds = collections.defaultdict(list)
    for number, (name, _) in enumerate(points):
        kinds[re.match(r"-?[a-z0-9_]*?(?=#|\d*$)", name)[0]].append(number)
    kept, left = [], MOST
    for done, numbers in enumerate(sorted(kinds.values(), key=len)):
        # What a rare kind does not use up the others share.
        count = min(len(numbers), -(-left // (len(kinds) - done)))
        kept += [numbers[DICE.randrange(at * len(numbers) // count, (at + 1) * len(numbers) // count)] for at in range(count)]
        left -= count
    return [points[number] for number in sorted(kept)]


def sweep(rig, names, points_of):
    pjt, work, fine = program(), workspace(), True
    for case in cases(pjt):
        if names and case.name not in names:
            continue
        case.measure(pjt, work)
        bad, codes, count = [], collections.Counter(), 0
        for point, prefix in chosen(points_of(case, pjt, work)):
            folder = case.copy(work / "point")
            (work / "trace").unlink(missing_ok=True)
            code, said = run([*prefix, pjt, *case.words], folder)
            codes[str(code)] += 1
            count += 1
            is_over = rig == "error" and not point.startswith(("unlink", "rmdir", "openat", "newfstatat", "statx", "getdents64"))
            wrong = case.judge(pjt, folder, code, said, is_over=is_over, is_mute=is_mute(work / "trace"))
            if rig == "error" and re.match(r"(fsync|fdatasync|syncfs)#(?!.*EINTR)", point) and code == 0:
                wrong.append("a sync failed and nobody heard of it")
            if wrong:
                bad.append((point, f"exit {code}:", "; ".join(wrong)))
        fine &= tell(rig, case.name, {"points": count, "exits": dict(codes)}, bad)
    shutil.rmtree(work)
    return fine


def is_mute(trace):
    """Whether it was its own words that a process could not write; strace counts calls process by process."""
    return trace.exists() and re.search(rb"write\([12], .*INJECTED", trace.read_bytes()) is not None


def crash(names):
    """The whole process tree ends at the entry or the exit of each changing call."""
    def points(case, pjt, work):
        folder = case.copy(work / "count")
        said = run([crashat(), "-c", pjt, *case.words], folder)[1]
        count = int(re.findall(rb"crashat: (\d+)", said)[-1])
        for number in range(1, count + 1):
            for when in ("-n", "-x"):
                yield f"{when}{number}", [crashat(), when, number]
    return sweep("crash", names, points)


def traced(case, pjt, work):
    """How often each call is made, as strace counts: per process."""
    folder, log = case.copy(work / "count"), work / "trace"
    run([*STRACE, log, pjt, *case.words], folder)
    made = collections.Counter()
    for line in log.read_text(errors="replace").splitlines():
        if found := re.match(r"(\d+)\s+(\w+)\(", line):
            made[found.groups()] += 1
    most = collections.Counter()
    for (_, call), count in made.items():
        most[call] = max(most[call], count)
    return most


def error(names):
    """Each call fails once, with each of eight errors."""
    def points(case, pjt, work):
        most = traced(case, pjt, work)
        for call in CALLS:
            for number in range(1, most[call] + 1):
                for errno in ERRORS:
                    inject = ["-e", f"trace={call}", "-e", f"inject={call}:error={errno}:when={number}"]
                    yield f"{call}#{number}={errno}", [*STRACE, work / "trace", *inject]
    return sweep("error", names, points)


def kill(names):
    """One process of the tree is killed at each of its calls; the others go on."""
    def points(case, pjt, work):
        most = traced(case, pjt, work)
        for call in CALLS:
            for number in range(1, most[call] + 1):
                inject = ["-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={number}"]
                yield f"{call}#{number}", [*STRACE, "/dev/null", *inject]
    return sweep("kill", names, points)
