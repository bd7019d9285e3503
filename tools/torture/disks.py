"""Disks that refuse: full, without inodes, read-only, a limit on file size; then the same command again. Needs root for mounts."""

import os
import shutil
import subprocess

from rig import PLAN, TASKS, files, leftovers, program, run, tell, with_seed, workspace

UPDATE = ["update", "14", "--status", "done", "--note", "平台上线" * 2000, "--today", "2025-09-25"]


def mounted(kind, options, folder):
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", kind, "-o", options, kind, folder], check=True)


def full(pjt, work, options, fill):
    """A disk without room: the old content stands, and when there is room the same command succeeds."""
    place = work / "small"
    mounted("tmpfs", options, place)
    try:
        store = place / "store"
        shutil.copytree(with_seed(work / "seed", committed=False), store)
        before = files(store)
        fill(place)
        code, said = run([pjt, *UPDATE], store)
        wrong = []
        if code != 1 or files(store) != before or leftovers(store) or b"014.yaml" not in said or b"cause" not in said:
            wrong.append(f"full: exit {code}, left {leftovers(store)}: {said[-300:].decode(errors='replace')}")
        for path in place.glob("fill*"):
            path.unlink()
        if (code := run([pjt, *UPDATE], store)[0]) != 0:
            wrong.append(f"with room again: exit {code}")
        return wrong
    finally:
        subprocess.run(["umount", place])
        shutil.rmtree(work / "seed")


def no_room(place):
    try:
        with open(place / "fill", "wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
    except OSError:
        pass


def no_inodes(place):
    for number in range(10_000):
        try:
            (place / f"fill{number}").touch()
        except OSError:
            return


def read_only(pjt, work, how):
    """Where nothing may be written: updates say why, reading works and writes nothing."""
    folder = with_seed(work / how)
    tasks = folder / TASKS
    prefix = []
    if how == "mount":
        subprocess.run(["mount", "--bind", folder, folder], check=True)
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
    elif how == "immutable":
        if subprocess.run(["chattr", "+i", tasks / "014.yaml", tasks], capture_output=True).returncode:
            return ["skipped: no chattr here"]
    else:
        for path in [*folder.rglob("*"), folder]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        work.chmod(0o755)
        prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    wrong, before = [], files(folder)
    try:
        code, said = run([*prefix, pjt, *UPDATE], folder)
        if code != 1 or b"cause" not in said or files(folder) != before:
            wrong.append(f"update: exit {code} {said[-200:].decode(errors='replace')}")
        for words in (["list"], ["stats"], ["check"], ["export", "--format", "csv"], ["update", "14", "--status", "done", "--dry-run"]):
            trace = work / "trace"
            trace.write_bytes(b"")
            trace.chmod(0o666)
            code, said = run(["strace", "-f", "-qq", "-e", "trace=openat,open,openat2,mkdir,rename,unlink", "-o", trace, *prefix, pjt, *words], folder)
            writes = [line for line in trace.read_text(errors="replace").splitlines() if "O_WRONLY" in line or "O_RDWR" in line or "O_CREAT" in line]
            writes = [line for line in writes if PLAN in line or str(folder) in line]
            if code != 0 or writes:
                wrong.append(f"{words[0]}: exit {code} {said[-200:].decode(errors='replace')} {writes[:2]}")
    finally:
        if how == "mount":
            subprocess.run(["umount", folder])
        if how == "immutable":
            subprocess.run(["chattr", "-i", tasks, tasks / "014.yaml"])
    return wrong


def too_long(pjt, work):
    """A limit on the size of files must not kill: the old content stands."""
    folder = with_seed(work / "limit", committed=False)
    before = files(folder)
    code, said = run(["prlimit", "--fsize=2000", pjt, *UPDATE], folder)
    # The limit's signal ends the program unless it is ignored; either way nothing may be half written.
    return [] if code != 0 and files(folder) == before else [f"exit {code}: {said[-200:].decode(errors='replace')}"]


def disk(names):
    pjt, work, fine = program(), workspace(), True
    trials = {
        "full": lambda: full(pjt, work, "size=4m", no_room),
        "inodes": lambda: full(pjt, work, "size=8m,nr_inodes=90", no_inodes),
        "fsize": lambda: too_long(pjt, work),
        "read-only": lambda: read_only(pjt, work, "mount"),
        "immutable": lambda: read_only(pjt, work, "immutable"),
        "other-user": lambda: read_only(pjt, work, "mode"),
    }
    for name, trial in trials.items():
        if not names or name in names:
            fine &= tell("disk", name, {}, [(wrong,) for wrong in trial()])
    shutil.rmtree(work, ignore_errors=True)
    return fine
