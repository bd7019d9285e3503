"""The audit trail against a model that knows nothing of git's: random branches, some in working trees of their own, changes,
removals, careless merges, undos and redos of commits and of what is not committed, then log, blame, diff and --at are compared with what the model says happened."""

import datetime
import json
import os
import random
import shutil
import subprocess
from dataclasses import dataclass, field

from rig import environment, program, workspace

ROUNDS = int(os.environ.get("TORTURE_TRAILS", "50"))
STEPS = int(os.environ.get("TORTURE_STEPS", "60"))
STATUSES = ["not_started", "in_progress", "done", "suspended"]
BEGIN = datetime.date(2025, 1, 1)


def day_of(number):
    return (BEGIN + datetime.timedelta(days=number)).isoformat()


@dataclass
class Task:
    status: str = "not_started"
    due: str | None = None
    notes: frozenset = frozenset()

    def text(self, number):
        text = f"id: {number}\n\ncontent: task number {number}\n\ndepartments:\n- X\n\nstatus: {self.status}\n"
        if self.due:
            text += f'\ndue: "{self.due}"\n'
        if self.notes:
            text += "\nnotes:\n" + "".join(f'- date: "{day}"\n  text: {words}\n' for day, words in sorted(self.notes))
        return text

    def copy(self):
        return Task(self.status, self.due, self.notes)


@dataclass
class Commit:
    tasks: dict
    parents: list
    day: int


@dataclass
class Office:
    """A repository, and what the model knows of it: every commit's tasks and parents, by the commit's subject."""

    pjt: object
    folder: object
    dice: random.Random
    commits: dict = field(default_factory=dict)
    branches: dict = field(default_factory=dict)
    branch: str = "main"
    day: int = 0
    numbers: int = 4
    wrong: list = field(default_factory=list)
    # Branches that have a working tree of their own; the others take turns in the first one.
    linked: dict = field(default_factory=dict)

    def __post_init__(self):
        self.home = self.folder

    def now(self):
        time = f"{day_of(self.day)}T12:00:00+0000"
        return environment(self.folder, {"GIT_AUTHOR_DATE": time, "GIT_COMMITTER_DATE": time, "TZ": "UTC"})

    def git(self, *words):
        done = subprocess.run(["git", *words], cwd=self.folder, env=self.now(), capture_output=True)
        assert done.returncode == 0, (words, done.stderr)
        return done.stdout.decode().strip()

    def write(self, *words):
        done = subprocess.run([str(self.pjt), *words], cwd=self.folder, env=self.now(), stdin=subprocess.DEVNULL, capture_output=True)
        assert done.returncode == 0, (words, done.stderr.decode())

    def ask(self, *words):
        words = [str(self.pjt), *words, "--json"]
        done = subprocess.run(words, cwd=self.folder, env=environment(self.folder, {"TZ": "UTC"}), capture_output=True)
        assert done.returncode == 0, (words, done.stderr)
        return json.loads(done.stdout)

    def begin(self):
        (self.folder / "data/p").mkdir(parents=True)
        (self.folder / "data/pjt.yaml").write_text("format: 1\ndefault_plan: p\n")
        (self.folder / "data/p/plan.yaml").write_text("title: P\n")
        (self.folder / "data/departments.yaml").write_text("departments:\n- name: X\n")
        self.git("init", "-q", "-b", "main")
        self.commit({number: Task() for number in range(1, self.numbers + 1)}, [])

    def commit(self, tasks, parents):
        subject = f"c{len(self.commits)}"
        self.lay_down(tasks)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", subject)
        self.committed(subject, tasks, parents)

    def committed(self, subject, tasks, parents):
        self.commits[subject] = Commit(tasks, parents, self.day)
        self.branches[self.branch] = subject

    def lay_down(self, tasks):
        shutil.rmtree(self.folder / "data/p/tasks", ignore_errors=True)
        (self.folder / "data/p/tasks").mkdir()
        for number, task in tasks.items():
            (self.folder / f"data/p/tasks/{number:03}.yaml").write_text(task.text(number))

    def expect_on_disk(self, what, tasks):
        files = {path.name: path.read_text() for path in (self.folder / "data/p/tasks").glob("*")}
        self.expect(f"the files after {what}", files, {f"{number:03}.yaml": task.text(number) for number, task in tasks.items()})

    def head(self):
        return self.branches[self.branch]

    def tasks(self, subject):
        return {number: task.copy() for number, task in self.commits[subject].tasks.items()}

    def step(self):
        self.day += self.dice.choice([0, 1, 2])
        what, others = self.dice.random(), [name for name in self.branches if name != self.branch]
        if what < 0.12 and len(self.branches) < 4:
            name = f"b{len(self.commits)}-{self.day}-{self.dice.randrange(10**6)}"
            if what < 0.04:
                self.linked[name] = self.home.with_name(f"{self.home.name}-{name}")
                self.git("worktree", "add", "-q", "-b", name, str(self.linked[name]))
            else:
                self.folder, begin = self.home, self.branch
                self.git("checkout", "-qb", name, begin)
            self.branches[name], self.branch = self.head(), name
            self.folder = self.linked.get(name, self.home)
        elif what < 0.3 and others:
            self.branch = self.dice.choice(others)
            self.folder = self.linked.get(self.branch, self.home)
            if self.folder == self.home:
                self.git("checkout", "-q", self.branch)
        elif what < 0.45 and others:
            self.merge(self.dice.choice(others))
        elif what < 0.53:
            self.take_back()
        else:
            tasks = self.tasks(self.head())
            self.change(tasks)
            if what < 0.6:
                self.discard(tasks)
            if tasks != self.commits[self.head()].tasks:
                self.commit(tasks, [self.head()])

    def change(self, tasks):
        what, number = self.dice.random(), self.dice.choice(sorted(tasks) or [0])
        if not tasks or what < 0.08:
            self.numbers += 1
            tasks[self.numbers] = Task()
        elif what < 0.14:
            del tasks[number]
        elif what < 0.55:
            tasks[number].status = self.dice.choice(STATUSES)
        elif what < 0.7:
            tasks[number].due = self.dice.choice([None, "2025-06-01", "2025-07-01", "2025-08-01"])
        elif what < 0.95 or not tasks[number].notes:
            tasks[number].notes |= {(day_of(self.day), f"note {self.dice.randrange(10**6)}")}
        else:
            tasks[number].notes -= {self.dice.choice(sorted(tasks[number].notes))}

    def take_back(self):
        """A commit of pjt's is undone, and perhaps redone: each is a commit of its own."""
        before, after = self.tasks(self.head()), self.tasks(self.head())
        self.change(after)
        # pjt commits no removal.
        if after == before or before.keys() - after.keys():
            return
        done = f"c{len(self.commits)}"
        self.lay_down(after)
        self.write("commit", "-m", done)
        self.committed(done, after, [self.head()])
        for words, then in [(["undo", "--yes"], before), (["redo", "--yes"], after)][:self.dice.choice([1, 2])]:
            self.write(*words)
            subject = self.git("log", "-1", "--format=%s")
            assert subject not in self.commits, subject
            self.committed(subject, {number: task.copy() for number, task in then.items()}, [self.head()])
            self.expect_on_disk(f"{words[0]} of {done}", then)

    def discard(self, tasks):
        """What is not committed is taken back and comes back."""
        committed = self.tasks(self.head())
        self.lay_down(tasks)
        if tasks == committed:
            return
        for words, then in [(["undo", "--yes"], committed), (["redo", "--yes"], tasks)][:self.dice.choice([1, 2])]:
            self.write(*words)
            self.expect_on_disk(f"{words[0]} of what is not committed", then)

    def merge(self, other):
        ours, theirs = self.head(), self.branches[other]
        if ours in self.ancestors(theirs) or theirs in self.ancestors(ours):
            return
        self.git("merge", "-q", "--no-commit", "--no-ff", "-s", "ours", other)
        one, two, merged = self.tasks(ours), self.tasks(theirs), {}
        for number in sorted({*one, *two}):
            sides = [side[number] for side in (one, two) if number in side]
            if len(sides) == 2 or self.dice.random() < 0.6:
                notes = sorted(frozenset.union(*(side.notes for side in sides)))
                kept = frozenset(note for note in notes if self.dice.random() < 0.85)
                merged[number] = Task(self.dice.choice(sides).status, self.dice.choice(sides).due, kept)
        if self.dice.random() < 0.2:
            self.change(merged)
        self.commit(merged, [ours, theirs])

    def ancestors(self, subject):
        seen, open_ = set(), [subject]
        while open_:
            if (one := open_.pop()) not in seen:
                seen.add(one)
                open_ += self.commits[one].parents
        return seen

    def on(self, number):
        """The commit of this branch at the end of a day."""
        subject = self.head()
        while self.commits[subject].day > number:
            subject = self.commits[subject].parents[0]
        return subject

    def expect(self, what, found, wanted):
        if found != wanted:
            self.wrong.append(f"{what}: {found!r}, and the model says {wanted!r}")

    def judge(self):
        changes = self.ask("log")["changes"]
        self.judge_days()
        for subject in self.ancestors(self.head()):
            told = [change for change in changes if change["subject"] == subject]
            parents = [self.commits[parent].tasks for parent in self.commits[subject].parents]
            if len(parents) == 1:
                self.expect(f"log of {subject}", facts(told), differences(parents[0], self.commits[subject].tasks))
            elif len(parents) == 2:
                self.judge_merge(subject, told, parents)
        for number in sorted(self.commits[self.head()].tasks)[:3]:
            own = [change for change in changes if change["task"] == number]
            self.expect(f"log {number}", self.ask("log", str(number))["changes"], own)
            for told in self.ask("blame", str(number))["tasks"][0]["fields"]:
                if told["field"] in ("status", "due", "notes"):
                    self.expect(f"blame {number} {told}", told.get("subject"), self.origin(number, told))

    def judge_days(self):
        for number in self.dice.sample(range(self.day + 1), min(5, self.day + 1)):
            listed = {
                task["id"]: Task(task["status"], task["due"], frozenset((note["date"], note["text"]) for note in task["notes"]))
                for task in self.ask("list", "--at", day_of(number))["tasks"]
            }
            self.expect(f"--at {day_of(number)}", listed, self.commits[self.on(number)].tasks)
        for _ in range(4):
            first, last = sorted(self.dice.choices(range(self.day + 1), k=2))
            before, after = self.commits[self.on(first)], self.commits[self.on(last)]
            told = self.ask("diff", f"{day_of(first)}..{day_of(last)}")["changes"]
            self.expect(f"diff {day_of(first)}..{day_of(last)}", facts(told), differences(before.tasks, after.tasks))
            came = self.ancestors(self.on(last)) - self.ancestors(self.on(first))
            asked = ["log", "--since", day_of(first + 1), "--until", day_of(last)]
            told = {change["subject"] for change in self.ask(*asked)["changes"]}
            plain = {subject for subject in came if len(self.commits[subject].parents) == 1}
            self.expect(" ".join(asked), (plain - told, told - came), (set(), set()))

    def judge_merge(self, subject, told, parents):
        """A merge tells a field when it is not what a clean merge gives; with two bases the model has no opinion."""
        one, two = (self.ancestors(parent) for parent in self.commits[subject].parents)
        common = one & two
        bases = [base for base in common if not any(base in self.ancestors(other) - {other} for other in common)]
        after = self.commits[subject].tasks
        base = self.commits[bases[0]].tasks if len(bases) == 1 else {}
        for number in {*base} & {*after} & {*parents[0]} & {*parents[1]}:
            was, now, sides = base[number], after[number], [side[number] for side in parents]
            own = [change for change in told if change["task"] == number]
            for key in ("status", "due"):
                changed = {getattr(side, key) for side in sides} - {getattr(was, key)}
                is_clean = len(changed) < 2 and getattr(now, key) == next(iter(changed), getattr(was, key))
                found = [change["to"] for change in own if change["field"] == key]
                self.expect(f"{subject} {number} {key}", found, [] if is_clean else [getattr(now, key)])
            ours, theirs = (side.notes for side in sides)
            clean = {note for note in ours | theirs if note in ours & theirs or note not in was.notes}
            is_told = any(change["field"] == "notes" for change in own)
            self.expect(f"{subject} {number} notes", is_told, clean != now.notes)

    def origin(self, number, told):
        """The commit from which on, by first parents that hold it, a task says this."""
        def holds(subject):
            task = self.commits[subject].tasks.get(number)
            if told["field"] == "notes":
                return task is not None and (told["value"]["date"], told["value"]["text"]) in task.notes
            return task is not None and getattr(task, told["field"]) == told["value"]

        subject = self.head()
        while holder := next(filter(holds, self.commits[subject].parents), None):
            subject = holder
        return subject


def facts(changes):
    """Changes as the model tells them; two notes of one day may count as one that was edited."""
    found = set()
    for change in changes:
        if change["field"] == "task":
            found.add((change["task"], "task", change["from"] is None))
        elif change["field"] == "notes":
            found.add((change["task"], "notes"))
        else:
            found.add((change["task"], change["field"], change["from"], change["to"]))
    return found


def differences(before, after):
    found = set()
    for number in {*before, *after}:
        if number not in before or number not in after:
            found.add((number, "task", number not in before))
            continue
        one, two = before[number], after[number]
        found |= {(number, key, getattr(one, key), getattr(two, key)) for key in ("status", "due") if getattr(one, key) != getattr(two, key)}
        found |= {(number, "notes")} if one.notes != two.notes else set()
    return found


def trail(names):
    """`trail:7` runs the seventh round alone."""
    pjt, work, bad = program(), workspace(), 0
    rounds = [int(name) for name in names] or range(ROUNDS)
    for number in rounds:
        office = Office(pjt, work / str(number), random.Random(number))
        office.folder.mkdir()
        office.begin()
        for _ in range(STEPS):
            office.step()
        office.judge()
        for wrong in office.wrong[:5]:
            print(f"  trail:{number} {wrong}", flush=True)
        bad += len(office.wrong)
        for folder in [office.home, *office.linked.values()]:
            shutil.rmtree(folder)
    print(f"trail     {len(rounds)} histories of {STEPS} steps, {bad} bad", flush=True)
    return bad == 0
