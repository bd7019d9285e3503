"""Stores to measure on: the seed's tasks, varied and many, the same bytes on every machine.

Nothing but the standard library is needed.
"""

import random
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "data" / "chanjiao-2021-2025"

# The department that is asked for: one task in six has it.
DEPARTMENT = "市体育局"
# The word that is asked for: about one task in fifteen says it.
KEYWORD = "平台"

STATUSES = ["not_started"] * 4 + ["in_progress"] * 3 + ["done"] * 2 + ["closed"]
ACTIONS = ["推进", "深化", "完善", "细化", "试点", "评估", "总结", "优化"]
NOTES = ["已召开专题会议", "形成工作方案（征求意见稿）", "完成第一批试点", "与区级部门对接", "平台上线试运行"]
MADE_UP = ["民政", "司法", "交通", "水务", "审计", "统计", "气象", "绿化", "文旅", "应急", "医保", "住建", "商务"]

# canonical: as pjt writes them. The others are what else a store may hold.
SHAPES = ["canonical", "notes", "hand", "uneven"]


def seed_tasks():
    """Content, departments, pillar and key task of each task of the seed."""
    tasks = []
    for path in sorted((SEED / "tasks").glob("*.yaml")):
        lines = path.read_text(encoding="utf-8").splitlines()
        value = lambda key: next(line for line in lines if line.startswith(f"{key}: ")).removeprefix(f"{key}: ")
        departments = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
        tasks.append((value("content"), departments, value("pillar"), value("key_task")))
    return tasks


def sizes_of_plans(tasks, shape):
    """How many tasks each plan has."""
    if tasks < 100:
        return [tasks]
    if shape != "uneven":
        return [100] * (tasks // 100)
    weights = [1 / (index + 1) for index in range(300)]
    return [max(1, int(tasks * weight / sum(weights))) for weight in weights]


def task(number, chance, seed):
    """One task as a dict in the order of the file."""
    content, departments, pillar, key_task = chance.choice(seed)
    other = chance.choice(seed)[0]
    clauses = content.rstrip("；。").split("；")
    extra = other.rstrip("；。").split("；")[0]
    content = f"{chance.choice(ACTIONS)}第{chance.randint(1, 9)}批：{'；'.join([*clauses[:2], extra])}；"
    departments = [name for name in departments if chance.random() < 0.7][:4]
    departments.append(f"市{chance.choice(MADE_UP)}局")
    if chance.randrange(6) == 0:
        departments.insert(chance.randint(0, len(departments)), DEPARTMENT)
    made = {
        "id": number,
        "label": f"（{number}）",
        "pillar": pillar,
        "key_task": key_task,
        "source": f"line {40 + number}",
        "content": content,
        "departments": list(dict.fromkeys(departments)),
        "status": chance.choice(STATUSES),
    }
    if chance.random() < 0.2:
        made["due"] = f"{chance.randint(2022, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    if made["status"] == "closed":
        made["evidence"] = [f"验收报告-{number}.pdf"]
    if made["status"] != "not_started":
        made["notes"] = [note(chance) for _ in range(chance.randint(1, 3))]
    return made


def note(chance, clauses=1):
    """One dated entry."""
    text = "；".join(chance.choice(NOTES) for _ in range(clauses))
    day = f"{chance.randint(2021, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return day, f"市{chance.choice(MADE_UP)}局", text


def canonical(made):
    """The text of a task as pjt writes it."""
    lines = [f"{key}: {made[key]}" for key in ("id", "label", "pillar", "key_task", "source")]
    lines += ["", f"content: {made['content']}"]
    lines += ["", "departments:", *(f"- {name}" for name in made["departments"])]
    lines += ["", f"status: {made['status']}"]
    if "due" in made:
        lines += ["", f'due: "{made["due"]}"']
    if "evidence" in made:
        lines += ["", "evidence:", *(f"- {item}" for item in made["evidence"])]
    if "notes" in made:
        lines += ["", "notes:"]
        for day, who, text in made["notes"]:
            lines += [f'- date: "{day}"', f"  by: {who}", f"  text: {text}"]
    return "\n".join([*lines, "", ""])


def by_hand(made, chance):
    """The text of a task as people write it: comments, quotes, brackets, indents, folds, line ends."""
    quote = chance.choice(["{}", "'{}'", '"{}"'])
    lines = ["# 由办公室维护"] if chance.random() < 0.3 else []
    lines += [f"id: {made['id']}", f"pillar: {made['pillar']}   # 板块", f"key_task: {made['key_task']}"]
    lines += [f"status: {made['status']}"]
    style = chance.randrange(4)
    if style == 0:
        half = len(made["content"]) // 2
        lines += ["content: >-", f"  {made['content'][:half]}", f"  {made['content'][half:]}"]
    elif style == 1:
        lines += ["content: |", f"  {made['content']}"]
    else:
        lines += [f"content: {quote.format(made['content'])}"]
    names = [quote.format(name) for name in made["departments"]]
    if chance.random() < 0.5:
        lines += [f"departments: [{', '.join(names)}]"]
    else:
        lines += ["departments:", *(f"  - {name}" for name in names)]
    if "due" in made:
        lines += [f"due: {made['due']}"]
    if "evidence" in made:
        lines += [f"evidence: ['{item}']" for item in made["evidence"]]
    if "notes" in made:
        lines += ["notes:"]
        for day, who, text in made["notes"]:
            lines += [f"  - date: {day}", f"    text: {quote.format(text)}", f"    by: {who}"]
    end = "\r\n" if chance.random() < 0.1 else "\n"
    return end.join([*lines, ""])


def make(store, tasks, shape):
    """Makes a store unless it is there already; gives the names of its plans."""
    plans = sizes_of_plans(tasks, shape)
    slugs = [f"plan-{index + 1:04}" for index in range(len(plans))]
    done = store.with_name(f"{store.name}.done")
    if done.exists():
        return slugs
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir(parents=True)
    (store / "pjt.yaml").write_text(f"format: 1\ndefault_plan: {slugs[0]}\n", encoding="utf-8")
    registry = (ROOT / "data" / "departments.yaml").read_text(encoding="utf-8")
    registry += "".join(f"- name: 市{name}局\n" for name in MADE_UP) + f"- name: {DEPARTMENT}\n"
    (store / "departments.yaml").write_text(registry, encoding="utf-8")
    facts = (SEED / "plan.yaml").read_text(encoding="utf-8")
    seed = seed_tasks()
    chance = random.Random(f"{tasks} {shape}")
    for slug, count in zip(slugs, plans):
        folder = store / slug / "tasks"
        folder.mkdir(parents=True)
        (store / slug / "plan.yaml").write_text(facts, encoding="utf-8")
        for number in range(1, count + 1):
            made = task(number, chance, seed)
            if shape == "notes":
                made["notes"] = [note(chance, 12) for _ in range(chance.randint(10, 60))]
            text = by_hand(made, chance) if shape == "hand" else canonical(made)
            (folder / f"{number:03}.yaml").write_text(text, encoding="utf-8", newline="")
    done.touch()
    return slugs
