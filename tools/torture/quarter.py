"""A quarter in an office: five people in three clones around one server change a ledger by pjt, by hand and in merges with its driver.
A model of its own keeps who set what when on which evidence; then an auditor's questions are asked in a fresh clone."""

import collections
import datetime
import json
import os
import random
import shutil
import subprocess
from dataclasses import dataclass, field

from rig import environment, program, tell, workspace

SEEDS = int(os.environ.get("TORTURE_QUARTERS", "3"))
DAYS = int(os.environ.get("TORTURE_DAYS", "91"))
PEOPLE = {"张三": "zhang", "李四": "li", "王五": "wang", "赵六": "zhao", "钱七": "qian"}
DEPARTMENTS = ["市教委", "市财政局", "市科委"]
STATUSES = ["not_started", "in_progress", "done", "suspended"]
DUES = ["2025-06-30", "2025-09-30", "2025-10-31", "2025-12-31"]
BEGIN = datetime.date(2025, 4, 1)
MIDDLE = "2025-06-30"
# Tasks that people work on, and those that are only removed: who removes one that another changed gets a conflict about a file.
WORKED, REMOVED = range(1, 17), [17, 18, 19, 20]


def goes_back(old, new):
    return old == "done" and new != "done" or (old, new) == ("in_progress", "not_started")


@dataclass
class Task:
    status: str = "not_started"
    due: str = DUES[0]
    evidence: frozenset = frozenset()

    def copy(self):
        return Task(self.status, self.due, self.evidence)


@dataclass
class Commit:
    tasks: dict
    parents: list
    day: str
    who: str
    # The words that say why, where a deadline was moved or evidence taken away.
    reasons: dict = field(default_factory=dict)


@dataclass
class Quarter:
    pjt: object
    folder: object
    dice: random.Random
    commits: dict = field(default_factory=dict)
    # What each clone and the server stand at, by the subject of a commit.
    heads: dict = field(default_factory=dict)
    made: collections.Counter = field(default_factory=collections.Counter)
    wrong: list = field(default_factory=list)

    def environment(self, who, day):
        roles = {"AUTHOR", "COMMITTER"}
        named = {f"GIT_{role}_NAME": who for role in roles} | {f"GIT_{role}_EMAIL": f"{PEOPLE[who]}@example.org" for role in roles}
        dated = {f"GIT_{role}_DATE": f"{day}T12:00:00+0000" for role in roles}
        return environment(self.folder, {**named, **dated, "TZ": "UTC", "PATH": f"{self.folder}/bin:{os.environ['PATH']}"})

    def run(self, clone, who, day, *words, may_fail=False):
        done = subprocess.run([str(word) for word in words], cwd=self.folder / clone, env=self.environment(who, day),
                              stdin=subprocess.DEVNULL, capture_output=True)
        assert may_fail or done.returncode == 0, (clone, who, day, words, done.stdout.decode(), done.stderr.decode())
        return done

    def subject(self, kind):
        self.made[kind] += 1
        return f"{kind} {len(self.commits)}"

    def begin(self):
        who, day = "张三", BEGIN.isoformat()
        (self.folder / "bin").mkdir()
        (self.folder / "bin/pjt").symlink_to(self.pjt)
        self.run(".", who, day, "git", "init", "-q", "--bare", "-b", "main", "server")
        self.run(".", who, day, "git", "clone", "-q", "server", "A")
        self.run("A", who, day, "git", "checkout", "-q", "-B", "main")
        rows = "".join(f"{id},办好第{id}件实事,{DEPARTMENTS[id % 3]},{DUES[0]}\n" for id in [*WORKED, *REMOVED])
        (self.folder / "table.csv").write_text("序号,重点任务,责任单位,完成时限\n" + rows)
        self.run("A", who, day, "pjt", "init", "--git")
        self.run("A", who, day, "pjt", "import", "../table.csv", "--plan", "q2")
        self.run("A", who, day, "git", "add", "-A")
        self.run("A", who, day, "git", "commit", "-qm", "begin")
        self.run("A", who, day, "git", "push", "-q", "-u", "origin", "main")
        self.commits["begin"] = Commit({id: Task() for id in [*WORKED, *REMOVED]}, [], day, who)
        for clone in "BC":
            self.run(".", who, day, "git", "clone", "-q", "server", clone)
            self.run(clone, who, day, "pjt", "init", "--git")
        self.heads = dict.fromkeys(["A", "B", "C", "server"], "begin")

    def tasks(self, subject):
        return {id: task.copy() for id, task in self.commits[subject].tasks.items()}

    def committed(self, clone, subject, tasks, day, who, reasons=None, parents=None):
        self.commits[subject] = Commit(tasks, parents or [self.heads[clone]], day, who, reasons or {})
        self.heads[clone] = subject

    def work(self, clone, who, day):
        """One change, as people make them."""
        tasks = self.tasks(self.heads[clone])
        id, what = self.dice.choice(WORKED), self.dice.random()
        task, by, reasons = tasks[id], self.dice.choice(DEPARTMENTS), {}
        note = ["--note", f"情况{len(self.commits)}", "--by", by]
        if what < 0.5:
            task.status = self.dice.choice([status for status in STATUSES if status != task.status])
            words = ["--status", task.status, *note]
            if task.status == "done" and self.dice.random() < 0.7:
                paper = f"材料/{len(self.commits)}.pdf"
                task.evidence |= {paper}
                words += ["--evidence", paper, "--missing-ok"]
            kind = "status"
        elif what < 0.75:
            task.due = self.dice.choice([due for due in DUES if due != task.due])
            reasons[id] = f"原因{len(self.commits)}"
            words, kind = ["--due", task.due, "--reason", reasons[id], "--by", by], "due"
        elif what < 0.85 and task.evidence:
            paper = self.dice.choice(sorted(task.evidence))
            task.evidence -= {paper}
            reasons[id] = f"原因{len(self.commits)}"
            words, kind = ["--remove-evidence", paper, "--reason", reasons[id]], "evidence"
        elif what < 0.93 and task.status != "done":
            return self.by_hand(clone, who, day, tasks, id)
        else:
            words, kind = note, "note"
        subject = self.subject(kind)
        self.run(clone, who, day, "pjt", "update", id, *words, "--commit", "--message", subject, "--today", day)
        self.committed(clone, subject, tasks, day, who, reasons)

    def by_hand(self, clone, who, day, tasks, id):
        """Past the hook, in an editor: done without grounds."""
        path = self.file(clone, id)
        path.write_text(path.read_text().replace(f"status: {tasks[id].status}\n", "status: done\n"))
        tasks[id].status = "done"
        subject = self.subject("hand")
        self.run(clone, who, day, "git", "commit", "-qnam", subject)
        self.committed(clone, subject, tasks, day, who)

    def remove(self, clone, who, day):
        tasks = self.tasks(self.heads[clone])
        left = [id for id in REMOVED if id in tasks]
        if not left:
            return
        id = self.dice.choice(left)
        self.file(clone, id).unlink()
        del tasks[id]
        subject = self.subject("removed")
        self.run(clone, who, day, "git", "commit", "-qnam", subject)
        self.committed(clone, subject, tasks, day, who)

    def rename(self, clone, who, day):
        """The plan gets another name, while others go on under the old one."""
        subject = self.subject("renamed")
        self.run(clone, who, day, "pjt", "plan", "rename", "q2", "shishi", "--yes", "--commit", "--message", subject, "--today", day)
        self.committed(clone, subject, self.tasks(self.heads[clone]), day, who)

    def file(self, clone, id):
        (path,) = (self.folder / clone / "data").glob(f"*/tasks/{id:03}.yaml")
        return path

    def ancestors(self, subject):
        seen, open_ = set(), [subject]
        while open_:
            if (one := open_.pop()) not in seen:
                seen.add(one)
                open_ += self.commits[one].parents
        return seen

    def base(self, one, two):
        common = self.ancestors(one) & self.ancestors(two)
        (base,) = [subject for subject in common if not any(subject in self.ancestors(other) for other in common - {subject})]
        return base

    def exchange(self, clone, who, day):
        """What others have is merged, conflicts are settled, and all goes to the server."""
        ours, theirs = self.heads[clone], self.heads["server"]
        self.run(clone, who, day, "git", "fetch", "-q")
        if ours in self.ancestors(theirs):
            self.run(clone, who, day, "git", "merge", "-q", "--ff-only", "origin/main")
            self.heads[clone] = theirs
        elif theirs not in self.ancestors(ours):
            subject, side = self.subject("merge"), self.dice.choice(["ours", "theirs"])
            tasks, conflicts = self.merged(ours, theirs, side)
            done = self.run(clone, who, day, "git", "merge", "-q", "--no-ff", "-m", subject, "origin/main", may_fail=True)
            self.expect(f"{subject}: is it clean", done.returncode == 0, not conflicts)
            if done.returncode != 0:
                self.made["conflict"] += 1
                self.run(clone, who, day, "pjt", "resolve", f"--{side}")
                self.run(clone, who, day, "git", "add", "-A")
                self.run(clone, who, day, "git", "commit", "-qnm", subject)
            self.committed(clone, subject, tasks, day, who, parents=[ours, theirs])
        self.run(clone, who, day, "git", "push", "-q", "origin", "main")
        self.heads["server"] = self.heads[clone]

    def merged(self, ours, theirs, side):
        """What a merge gives, field by field, and what both sides changed to something else."""
        was, one, two = (self.commits[subject].tasks for subject in (self.base(ours, theirs), ours, theirs))
        tasks, conflicts = {}, set()
        for id in one.keys() & two.keys():
            tasks[id] = Task(evidence=one[id].evidence & two[id].evidence | (one[id].evidence ^ two[id].evidence) - was[id].evidence)
            for key in ("status", "due"):
                base, own, other = (getattr(state[id], key) for state in (was, one, two))
                if base not in (own, other) and own != other:
                    conflicts.add((id, key))
                    value = own if side == "ours" else other
                else:
                    value = other if own == base else own
                setattr(tasks[id], key, value)
        return tasks, conflicts

    def live(self):
        renames = self.dice.randrange(DAYS // 3, DAYS // 2)
        for number in range(1, DAYS):
            day = (BEGIN + datetime.timedelta(days=number)).isoformat()
            for clone in self.dice.sample("ABC", self.dice.choice([1, 1, 2, 3])):
                who = self.dice.choice(list(PEOPLE))
                for _ in range(self.dice.choice([0, 1, 1, 2])):
                    self.work(clone, who, day)
                if self.dice.random() < 0.4:
                    self.exchange(clone, who, day)
                    if number > renames and not self.made["renamed"]:
                        self.rename(clone, who, day)
                        self.exchange(clone, who, day)
                    if self.dice.random() < 0.1:
                        self.remove(clone, who, day)
                        self.exchange(clone, who, day)
        for clone in "ABC":
            self.exchange(clone, "张三", day)
        self.run(".", "张三", day, "git", "clone", "-q", "server", "audit")

    def ask(self, *words):
        asked = [str(self.pjt), *map(str, words), "--json"]
        done = subprocess.run(asked, cwd=self.folder / "audit", env=environment(self.folder, {"TZ": "UTC"}), capture_output=True)
        assert done.returncode == 0, (asked, done.stderr.decode())
        return json.loads(done.stdout)

    def expect(self, what, found, wanted):
        if found != wanted:
            if isinstance(found, set):
                found, wanted = f"{sorted(found - wanted)} too much", f"{sorted(wanted - found)} is missing"
            self.wrong.append((f"{what}:", f"{found};", f"the model says {wanted}"))

    def facts(self):
        """Every fact of the ledger's history: of an ordinary commit what it changed, of a merge what no clean merge gives."""
        for subject in self.ancestors(self.heads["server"]) - {"begin"}:
            commit = self.commits[subject]
            before = [self.commits[parent].tasks for parent in commit.parents]
            about = {"commit": subject, "who": commit.who, "day": commit.day}
            for id in sorted({id for state in before for id in state}):
                if id not in commit.tasks:
                    if len(before) == 1:
                        yield about | {"id": id, "key": "task", "from": "there", "to": None}
                    continue
                states = [getattr(state.get(id), "__dict__", None) for state in before]
                if None in states:
                    continue
                now = commit.tasks[id]
                for key in ("status", "due"):
                    if len(states) == 1 and states[0][key] != getattr(now, key):
                        yield about | {"id": id, "key": key, "from": states[0][key], "to": getattr(now, key), "why": commit.reasons.get(id)}
                    elif len(states) == 2 and id in self.contested(subject, key):
                        other = next(state[key] for state in states if state[key] != getattr(now, key))
                        yield about | {"id": id, "key": key, "from": other, "to": getattr(now, key), "why": None}
                if len(states) == 1:
                    for paper in sorted(states[0]["evidence"] - now.evidence):
                        yield about | {"id": id, "key": "evidence", "from": paper, "to": None, "why": commit.reasons.get(id)}
                    for paper in sorted(now.evidence - states[0]["evidence"]):
                        yield about | {"id": id, "key": "evidence", "from": None, "to": paper}

    def contested(self, subject, key):
        conflicts = self.merged(*self.commits[subject].parents, "ours")[1]
        return {id for id, name in conflicts if name == key}

    def on(self, day):
        subject = self.heads["server"]
        while self.commits[subject].day > day:
            subject = self.commits[subject].parents[0]
        return self.commits[subject].tasks

    def origin(self, id, holds):
        subject = self.heads["server"]
        is_there = lambda parent: id in self.commits[parent].tasks and holds(self.commits[parent].tasks[id])
        while holder := next(filter(is_there, self.commits[subject].parents), None):
            subject = holder
        return subject

    def judge(self):
        facts, last = list(self.facts()), self.commits[self.heads["server"]].tasks
        told = lambda change: (change["task"], change["field"], change["to"], change["subject"], change["author"], change["date"][:10])
        known = lambda fact: (fact["id"], fact["key"], fact["to"], fact["commit"], fact["who"], fact["day"])
        asked = lambda words, key: {told(change) for change in self.ask(*words)["changes"] if change["field"] in key}
        of = lambda is_meant: {known(fact) for fact in facts if is_meant(fact)}
        done_by = lambda id: [fact for fact in facts if fact["id"] == id and fact["key"] == "status" and fact["to"] == "done"]
        for id in sorted(last):
            # Who set it done, when, on what evidence.
            commits = {fact["commit"] for fact in done_by(id)}
            wanted = of(lambda fact: fact in done_by(id) or fact["id"] == id and fact["commit"] in commits and fact["key"] == "evidence" and fact["to"])
            self.expect(f"log {id} --to done", asked(["log", id, "--to", "done"], ("status", "evidence")), wanted)
            for entry in self.ask("blame", id)["tasks"][0]["fields"]:
                key, value = entry["field"], entry["value"]
                if key in ("status", "due"):
                    self.expect(f"blame {id} {key}", entry["subject"], self.origin(id, lambda task: getattr(task, key) == value))
                elif key == "evidence":
                    self.expect(f"blame {id} {value}", entry["subject"], self.origin(id, lambda task: value in task.evidence))
        self.expect("log --backward", asked(["log", "--backward"], ("status",)),
                    of(lambda fact: fact["key"] == "status" and goes_back(fact["from"], fact["to"])))
        self.expect("log --field due", asked(["log", "--field", "due"], ("due",)), of(lambda fact: fact["key"] == "due"))
        whys = {(change["subject"], (change["to"] or {}).get("reason")) for change in self.ask("log", "--field", "due")["changes"]
                if change["field"] == "extensions"}
        self.expect("why deadlines moved", whys, {(fact["commit"], fact["why"]) for fact in facts if fact["key"] == "due" and fact["why"]})
        self.expect("log --removed", asked(["log", "--removed"], ("task", "evidence")),
                    of(lambda fact: fact["to"] is None and fact["key"] in ("task", "evidence")))
        listed = {task["id"] for task in self.ask("list", "--status", "done", "--no-evidence")["tasks"]}
        self.expect("list --no-evidence", listed, {id for id, task in last.items() if task.status == "done" and not task.evidence})
        for day in [MIDDLE, *((BEGIN + datetime.timedelta(days=self.dice.randrange(DAYS))).isoformat() for _ in range(5))]:
            listed = {(task["id"], task["status"], task["due"], tuple(sorted(task["evidence"]))) for task in self.ask("list", "--at", day)["tasks"]}
            self.expect(f"list --at {day}", listed, {(id, task.status, task.due, tuple(sorted(task.evidence))) for id, task in self.on(day).items()})
        for first, second in [(BEGIN.isoformat(), MIDDLE), ("2025-05-01", "2025-05-31"), (MIDDLE, "2025-12-31")]:
            one, two = self.on(first), self.on(second)
            changes = self.ask("diff", f"{first}..{second}")["changes"]
            found = {(change["task"], change["field"], str(change["to"])) for change in changes if change["field"] in ("status", "due")}
            found |= {(change["task"], "task", "") for change in changes if change["field"] == "task"}
            wanted = {(id, key, getattr(two[id], key)) for id in one.keys() & two.keys() for key in ("status", "due")
                      if getattr(one[id], key) != getattr(two[id], key)}
            self.expect(f"diff {first}..{second}", found, wanted | {(id, "task", "") for id in one.keys() ^ two.keys()})


def quarter(names):
    """`quarter:7` runs the seventh quarter alone."""
    pjt, work, fine = program(), workspace(), True
    for number in [int(name) for name in names] or range(1, SEEDS + 1):
        office = Quarter(pjt, work / str(number), random.Random(number))
        office.folder.mkdir()
        office.begin()
        office.live()
        office.judge()
        fine &= tell("quarter", str(number), {"commits": len(office.commits), **office.made}, office.wrong)
        shutil.rmtree(office.folder)
    shutil.rmtree(work)
    return fine
