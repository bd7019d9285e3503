"""What the rigs share: the program under test, stores to try it on, and a judge that never asks pjt whether pjt was right."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SEED = "seeds/chanjiao-2021-2025.txt"
PLAN = "chanjiao-2021-2025"
TASKS = f"data/{PLAN}/tasks"
LEFT_TO_A_PERSON = {b"pending-review", b"unread-cell"}
PANICS = {101, 134, 136, 139, -6, -8, -11}


def program():
    """The program under test: $PJT, or a release build of this tree."""
    if "PJT" in os.environ:
        return Path(os.environ["PJT"]).resolve()
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT, check=True)
    return ROOT / "target/release/pjt"


def crashat():
    """The tracer that ends a process tree at one system call, built when needed."""
    built = ROOT / "target/torture/crashat"
    source = HERE / "crashat.c"
    if not built.exists() or built.stat().st_mtime < source.stat().st_mtime:
        built.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["gcc", "-O2", "-o", built, source], check=True)
    return built


def workspace():
    return Path(tempfile.mkdtemp(prefix="pjt-torture-", dir=os.environ.get("TORTURE_DIR")))


def environment(home, extra=None):
    keep = {"PATH": os.environ["PATH"], "HOME": str(home), "PJT_LANG": "en", "GIT_CONFIG_NOSYSTEM": "1"}
    for role in ("AUTHOR", "COMMITTER"):
        keep |= {f"GIT_{role}_NAME": "李四", f"GIT_{role}_EMAIL": "lisi@example.org"}
    return keep | (extra or {})


def run(argv, cwd, timeout=30, **extra):
    """Exit status (or HANG) and what was said."""
    try:
        done = subprocess.run([str(word) for word in argv], cwd=cwd, env=environment(cwd, extra), timeout=timeout,
                              stdin=subprocess.DEVNULL, capture_output=True)
        return done.returncode, done.stdout + done.stderr
    except subprocess.TimeoutExpired:
        return "HANG", b""


def git(cwd, *words):
    return subprocess.run(["git", *words], cwd=cwd, env=environment(cwd), check=True, capture_output=True).stdout.decode()


def with_seed(folder, committed=True):
    """The seed's store in a git repository."""
    folder.mkdir(parents=True)
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    if committed:
        git(folder, "init", "-q", "-b", "main")
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "seed")
    return folder


def files(folder):
    """Every file that is not git's and not a leftover of pjt, with its content."""
    found = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and ".git" not in parts and not any(part.startswith(".pjt-") for part in parts):
            found["/".join(parts)] = path.read_bytes()
    return found


def leftovers(folder):
    return [str(path.relative_to(folder)) for path in folder.rglob(".pjt-*") if ".git" not in path.parts]


@dataclass
class Case:
    """One command on one store, with the files before and after an undisturbed run."""

    name: str
    words: list
    prepare: object
    folder: Path = None
    before: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)
    head: str = ""
    commits: int = 0
    known: dict = field(default_factory=dict)

    def measure(self, pjt, work):
        self.folder = self.prepare(work / f"{self.name}-model")
        self.before = files(self.folder)
        clean = self.copy(work / f"{self.name}-clean")
        code, said = run([pjt, *self.words], clean)
        assert code == 0, (self.name, code, said.decode())
        self.after = files(clean)
        if self.is_committing:
            self.commits = int(git(clean, "rev-list", "--count", "HEAD"))
        shutil.rmtree(clean)
        return self

    @property
    def is_committing(self):
        return self.words[0] in ("commit", "undo", "redo") or "--commit" in self.words

    def copy(self, target):
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.folder, target, symlinks=True)
        return target

    def judge(self, pjt, folder, code, said, is_over=False, is_mute=False):
        """What is wrong after the command ended with `code`; `is_over`: pjt had the chance to clean up after itself;
        `is_mute`: its words could not be written."""
        wrong = []
        if code == "HANG":
            return ["hang"]
        if code in PANICS:
            wrong.append(f"panic: {said[-200:]!r}")
        wrong += self.judge_files(folder, code)
        if code not in (0, 137, -9) and not said.strip() and not is_mute:
            wrong.append("failed without a word")
        if is_over and (left := [name for name in leftovers(folder) if ".pjt-tmp-" in name]):
            wrong.append(f"left {left[:3]}")
        # What lies on the disk decides the rest; the same state need not be judged twice.
        state = self.state(folder)
        if state not in self.known or self.is_committing:
            self.known[state] = self.judge_reading(pjt, folder) + self.judge_repeating(pjt, folder)
        return wrong + self.known[state]

    def state(self, folder):
        """Everything on the disk but the random part of temporary names and git's own."""
        found = hashlib.sha256()
        for path in sorted(folder.rglob("*")):
            name = re.sub(r"(\.pjt-tmp-)\w+", r"\1", str(path.relative_to(folder)))
            if path.is_file() and ".git" not in path.parts:
                found.update(repr((name, path.read_bytes())).encode())
        return found.hexdigest()

    def judge_files(self, folder, code):
        now, wrong = files(folder), []
        for path in sorted({*self.before, *self.after, *now}):
            if now.get(path) not in (self.before.get(path), self.after.get(path)):
                wrong.append(f"{path}: neither old nor new")
        if code == 0 and now != self.after:
            wrong.append("a lie: success without the new content")
        return wrong

    def judge_reading(self, pjt, folder):
        before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in folder.rglob("*")}
        wrong = []
        counts = {sum("/tasks/" in path for path in state) for state in (self.before, self.after)}
        for words in (["list", "--plan", "all", "--json"], ["check"]):
            code, said = run([pjt, *words], folder)
            # What a new edition or a return leaves to a person is no fault.
            left = set(re.findall(rb"\[([a-z-]+)\]", said))
            if code != 0 and b"interrupted" not in said and not (left and left <= LEFT_TO_A_PERSON):
                wrong.append(f"{words[0]} afterwards: {code} {said[-200:].decode(errors='replace')}")
            if words[0] == "list":
                shown = json.loads(said.splitlines()[0]).get("tasks", []) if said.startswith(b"{") else None
                # What is half in place is said to be so, and may have some tasks of a plan that comes or goes.
                if shown is None or len(shown) not in counts and b"interrupted" not in said:
                    wrong.append("list afterwards shows another number of tasks")
        if before != {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in folder.rglob("*")}:
            wrong.append("reading wrote something")
        return wrong

    def judge_repeating(self, pjt, folder):
        """One harmless repetition brings the new state; then nothing of pjt's own lies about."""
        wrong = []
        code, said = run([pjt, *self.words], folder)
        # Whoever undoes twice undoes the commit before; there is none of pjt's own here. Whoever redoes or settles twice finds nothing.
        is_done = (self.words[0] in ("undo", "redo") or "--settle" in self.words) and files(folder) == self.after
        if b"`pjt commit` commits them" in said and run([pjt, "commit"], folder)[0] != 0:
            wrong.append("what the repetition says to do fails")
        if code != 0 and not is_done:
            wrong.append(f"the repetition fails: {code} {said[-300:].decode(errors='replace')}")
        if files(folder) != self.after:
            wrong.append("the repetition does not bring the new content")
        for name in leftovers(folder):
            os.utime(folder / name, (0, 0))
        code, said = run([pjt, "doctor", "--fix"], folder)
        if code != 0 or leftovers(folder / "data"):
            wrong.append(f"doctor leaves {leftovers(folder)[:3]}: {code} {said[-200:].decode(errors='replace')}")
        if self.is_committing:
            wrong += self.judge_git(folder)
        return wrong

    def judge_git(self, folder):
        wrong = []
        check = subprocess.run(["git", "fsck", "--full", "--strict"], cwd=folder, env=environment(folder), capture_output=True)
        if check.returncode != 0:
            wrong.append(f"git fsck: {check.stderr[-200:]!r}")
        if locks := [str(path.relative_to(folder)) for path in (folder / ".git").rglob("*.lock")]:
            wrong.append(f"a lock of git is left: {locks}")
        if (count := int(git(folder, "rev-list", "--count", "HEAD"))) != self.commits:
            wrong.append(f"{count} commits instead of {self.commits}")
        return wrong


def empty_store(pjt):
    def prepare(folder):
        folder.mkdir(parents=True)
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        assert run([pjt, "init"], folder)[0] == 0
        return folder
    return prepare


def without_git(folder):
    return with_seed(folder, committed=False)


def next_edition(folder):
    """The seed's store beside a document in which three tasks are reworded and one is new."""
    without_git(folder)
    text = (folder / SEED).read_text()
    for old, new in (("推进职业本科试点，", "深入推进职业本科试点，"), ("实体机构设在市教委", "实体机构设在市教委办公室"), ("发布年度", "按年度发布")):
        assert old in text, old
        text = text.replace(old, new)
    (folder / "v2.txt").write_text(text + "\n\t\n\t（44）建立面向中小企业的产教融合服务站，提供政策咨询；\n\t市教委、相关学校\n")
    return folder


def with_last_commit(pjt):
    """The seed's store with one commit of pjt's on top."""
    def prepare(folder):
        with_seed(folder)
        assert run([pjt, "update", "14", "--status", "done", "--note", "x", "--commit"], folder)[0] == 0
        return folder
    return prepare


def with_pending(pjt):
    """The seed's store with an update that is not committed yet."""
    def prepare(folder):
        with_seed(folder)
        assert run([pjt, "update", "14", "--status", "done", "--note", "x"], folder)[0] == 0
        return folder
    return prepare


def with_imports(pjt):
    """The seed's store with an update, a plan that came and a file that is gone, not committed."""
    def prepare(folder):
        with_pending(pjt)(folder)
        (folder / "new.csv").write_text("序号,重点任务,责任单位\n1,建设平台的具体内容,市教委\n2,安排经费的具体内容,市新设局\n")
        assert run([pjt, "import", "new.csv", "--plan", "new"], folder)[0] == 0
        (folder / TASKS / "043.yaml").unlink()
        return folder
    return prepare


def with_filled_form(pjt):
    """The seed's store with an open period, committed, and the form of one department that came back with five answers."""
    def prepare(folder):
        with_seed(folder)
        for words in (["period", "open", "2025-q3", "--due", "2025-09-25", "--today", "2025-09-10"], ["forms", "2025-q3", "-o", "out"]):
            code, said = run([pjt, *words], folder)
            assert code == 0, said
        (form,) = (folder / "out").glob("*_市教委.xlsx")
        (folder / "back").mkdir()
        shutil.copy(form, folder / "back")
        rewrite(folder / "back" / form.name, fill)
        shutil.rmtree(folder / "out")
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "forms")
        return folder
    return prepare


def with_return(pjt):
    """The same, after `collect`: one answer of it could not be read and waits for a person."""
    def prepare(folder):
        with_filled_form(pjt)(folder)
        (form,) = (folder / "back").iterdir()
        rewrite(form, lambda sheet: sheet.replace("已完成", "差不多完成", 1))
        code, said = run([pjt, "collect", "back", "--yes", "--commit", "--today", "2025-09-25"], folder)
        # Not all could be taken.
        assert code == 1, said
        return folder
    return prepare


def rewrite(form, change):
    """Changes the sheet of a form."""
    with zipfile.ZipFile(form) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(form, "w") as new:
        for name, part in parts.items():
            new.writestr(name, change(part.decode()) if name.endswith("sheet1.xml") else part)


def fill(sheet):
    """Says what became of the first five tasks: the status in column I, words in column K."""
    for row in range(5, 10):
        for column, words in (("I", "已完成"), ("K", f"第{row}行的进展")):
            filled = f'<c r="{column}{row}" t="inlineStr"><is><t>{words}</t></is></c>'
            sheet, count = re.subn(f'<c r="{column}{row}"[^>]*?(/>|>.*?</c>)', filled, sheet)
            assert count == 1, (row, column)
    return sheet


def undone(prepare, pjt):
    """The same, after an undo."""
    def after(folder):
        prepare(folder)
        assert run([pjt, "undo", "--yes"], folder)[0] == 0
        return folder
    return after


def with_two_plans(folder):
    """The seed's store with a second plan that names the same departments, committed."""
    with_seed(folder)
    second = folder / "data" / "second"
    shutil.copytree(folder / "data" / PLAN, second)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "second")
    return folder


def with_many(pjt, *words):
    """A plan of so many tasks that pjt packs them when it commits them, committed, and then this command."""
    def prepare(folder):
        with_seed(folder)
        rows = "".join(f"{number},办好第{number}件实事,市教委\n" for number in range(1, 511))
        (folder / "many.csv").write_text("序号,重点任务,责任单位\n" + rows)
        for command in (["import", "many.csv", "--plan", "many"], list(words)):
            code, said = run([pjt, *command], folder)
            assert code == 0, said
            if command[0] == "import":
                # No commit of pjt's: a second undo has nothing to take back.
                git(folder, "add", "-A")
                git(folder, "commit", "-qm", "many")
        return folder
    return prepare


def old_export(folder):
    without_git(folder)
    (folder / "ledger.csv").write_text("old\n")
    return folder


def cases(pjt):
    day = ["--today", "2025-09-25"]
    change = ["update", "1-510", "--plan", "many", "--status", "doing", "--yes"]
    return [
        Case("update", ["update", "14", "--status", "done", "--note", "平台上线", "--by", "市教委", *day], without_git),
        Case("bulk", ["update", "3-9", "--status", "doing", "--note", "启动", "--yes", *day], without_git),
        Case("import", ["import", SEED], empty_store(pjt)),
        Case("reimport", ["import", "v2.txt", "--plan", PLAN, "--yes"], next_edition),
        Case("update-commit", ["update", "14", "--status", "done", "--note", "平台上线", "--commit", *day], with_seed),
        Case("bulk-commit", ["update", "3-9", "--status", "doing", "--note", "启动", "--yes", "--commit", *day], with_seed),
        Case("dept-rename", ["dept", "rename", "市教委", "市教育局", "--yes", "--commit"], with_seed),
        Case("rename-plans", ["dept", "rename", "市教委", "市教育局", "--yes", "--commit"], with_two_plans),
        Case("collect", ["collect", "back", "--yes", "--commit", *day], with_filled_form(pjt)),
        Case("settle", ["collect", "--settle", "67cea3", "--value", "已完成", "--commit", *day], with_return(pjt)),
        Case("sendback", ["sendback", "2025-q3", "市教委", "2-4", "--reason", "缺佐证", "--commit", *day], with_return(pjt)),
        Case("period-open", ["period", "open", "2025-q3", "--due", "2025-09-25", "--commit", *day], with_seed),
        Case("year-end", ["year-end", "2025", *day], with_return(pjt)),
        Case("dept-merge", ["dept", "merge", "市税务局", "市财政局", "--yes", "--commit"], with_two_plans),
        Case("commit", ["commit"], with_pending(pjt)),
        Case("undo", ["undo", "--yes"], with_last_commit(pjt)),
        Case("redo", ["redo", "--yes"], undone(with_last_commit(pjt), pjt)),
        Case("discard", ["undo", "--yes"], with_imports(pjt)),
        Case("restore", ["redo", "--yes"], undone(with_imports(pjt), pjt)),
        Case("commit-many", ["commit"], with_many(pjt, *change)),
        Case("redo-many", ["redo", "--yes"], undone(with_many(pjt, *change, "--commit"), pjt)),
        Case("undo-many", ["undo", "--yes"], with_many(pjt, *change, "--commit")),
        Case("export", ["export", "-o", "ledger.csv", "--force", *day], old_export),
    ]


def tell(rig, case, figures, bad, show=8):
    """One line per rig and case; the bad points below it."""
    shown = ", ".join(f"{key} {value}" for key, value in figures.items())
    print(f"{rig:9} {case:14} {'ok ' if not bad else 'BAD'} {shown}, bad {len(bad)}", flush=True)
    for point in bad[:show]:
        print("   ", *point, file=sys.stderr, flush=True)
    return not bad
