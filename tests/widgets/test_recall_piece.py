"""Recall: what comes back when, compared with a diary kept by hand, in the piece and in the file of the progress."""

import datetime
import json
import random
from pathlib import Path

import pytest
from traitlets import TraitError

from lstm_course import check, widgets
from lstm_course.check import kept as progress
from lstm_course.notebook import recall
from lstm_course.widgets import Recall
from lstm_course.widgets.recall import DAYS

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2026, 2, 27)  # the end of a month is near
LESSONS = [{"number": k, "title": f"Title {k}", "link": f"{k:02}_x.ipynb"} for k in range(3)]
QUESTIONS = [
    {"id": f"{k}.{n}", "lesson": k, "question": f"<b>Q</b> {k}.{n}?", "answer": f"<p>A {k}.{n}.</p>"}
    for k in range(3)
    for n in (1, 2, 3, 4)
]


def in_browser(test):
    """Mark a test that needs a browser."""
    return pytest.mark.slow(pytest.mark.browser(test))


def card(**values):
    return Recall(**{"lessons": LESSONS, "questions": QUESTIONS, "today": TODAY.isoformat(), **values})


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def asked(page):
    return page.locator(".lc-recall-question").inner_text()


@pytest.mark.slow
def test_every_lesson_has_its_questions_and_no_formula_that_needs_a_typesetter():
    found = recall.questions(ROOT)
    counts = {}
    for one in found:
        counts[one.lesson] = counts.get(one.lesson, 0) + 1
        assert one.id == f"{one.lesson}.{counts[one.lesson]}"
        assert one.question
        assert one.answer
        assert "$" not in one.question + one.answer, one
    assert sorted(counts) == [int(path.name[:2]) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    assert min(counts.values()) >= 4
    assert len(recall.cards(ROOT)["questions"]) == len(found)


def test_memory_is_the_share_that_is_answered_and_not_due():
    questions = [recall.Question(f"{k}.{n}", k, "?", "!") for k in (4, 7) for n in (1, 2, 3, 4)]
    days = ["2026-02-26", "2026-02-27", "2026-02-28", "2026-12-01"]
    kept = {"cards": {f"4.{n}": [1, day] for n, day in enumerate(days, start=1)}}
    assert recall.memory(questions, kept, TODAY) == {4: 0.5, 7: 0.0}
    assert recall.memory(questions, {}, TODAY) == {4: 0.0, 7: 0.0}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("today", "2026-2-7"),
        ("today", "2026-02-30"),
        ("kept", {"lessons": "all"}),
        ("kept", {"cards": {"1.1": [9, "2026-02-27"]}}),
        ("kept", {"cards": {"1.1": [1, "soon"]}}),
        ("kept", {"cards": {"1.1": 3}}),
    ],
)
def test_what_is_no_day_and_no_record_is_refused(name, value):
    with pytest.raises(TraitError, match=f"{name} must"):
        card(**{name: value})


@pytest.mark.slow
def test_answers_are_kept_beside_the_progress_and_come_back(tmp_path, monkeypatch):
    file = tmp_path / "progress.json"
    monkeypatch.setenv("LSTM_COURSE_PROGRESS", str(file))
    monkeypatch.chdir(ROOT)
    name = next(name for name, record in check.records().items() if record.lesson == 3)
    file.write_text(json.dumps({"exercises": {name: {"status": "passed"}}, "recall": {"cards": 3}}))
    piece = check.recall()  # a damaged record is as none
    assert piece.kept == {"lessons": [3]}
    assert piece.where == str(file)
    later = (TODAY + datetime.timedelta(days=3)).isoformat()
    piece.kept = {"lessons": [3, 5], "cards": {"5.1": [1, later]}, "day": TODAY.isoformat(), "done": 1}
    assert progress.load()["recall"] == piece.kept
    assert progress.load()["exercises"][name] == {"status": "passed"}
    assert check.recall().kept == piece.kept
    bundle, _ = piece._repr_mimebundle_()
    stored = json.loads(bundle[widgets.MIME_TYPE]["state"])
    assert (stored["kept"], stored["where"], len(stored["lessons"])) == ({}, "", len(piece.lessons))
    count = sum(one.lesson == 5 for one in recall.questions(ROOT))
    assert check.memory(TODAY)[5] == pytest.approx(1 / count)
    assert check.memory(TODAY + datetime.timedelta(days=3))[5] == 0


def test_two_pieces_keep_the_answers_of_each_other(tmp_path, monkeypatch):
    """In two notebooks that are open at once, each with what it found at its beginning."""
    file = tmp_path / "progress.json"
    monkeypatch.setenv("LSTM_COURSE_PROGRESS", str(file))
    file.write_text('{"recall": {"lessons": [2], "cards": {"2.1": [0, "2026-02-28"]}}}')
    monkeypatch.setattr("lstm_course.notebook.recall.cards", lambda root: {"questions": QUESTIONS})
    one, other = check.recall(), check.recall()
    one.kept = {"lessons": [1, 2], "cards": {"2.1": [1, "2026-03-03"], "1.1": [1, "2026-03-03"]}}
    other.kept = {"lessons": [2], "cards": {"2.1": [0, "2026-02-28"], "2.2": [1, "2026-03-02"]}}
    found = progress.load()["recall"]
    assert found["lessons"] == [1, 2]
    assert found["cards"] == {"1.1": [1, "2026-03-03"], "2.1": [1, "2026-03-03"], "2.2": [1, "2026-03-02"]}
    other.kept = {"lessons": [], "cards": {}}  # all is to be forgotten, by whomever it was kept
    assert progress.load()["recall"] == other.kept


def test_a_damaged_record_of_answers_is_set_aside(tmp_path, monkeypatch):
    file = tmp_path / "progress.json"
    monkeypatch.setenv("LSTM_COURSE_PROGRESS", str(file))
    damaged = {"lessons": [2], "cards": {"2.1": [1, "2026-02-28"], "2.2": [1, "tomorrow"]}}
    file.write_text(json.dumps({"recall": damaged}))
    progress.keep_recall({}, {"lessons": [3], "cards": {}})
    kept = json.loads(file.read_text())
    assert kept["recall_unreadable"] == damaged
    assert kept["recall"] == {"lessons": [3], "cards": {}}


@in_browser
def test_a_year_of_answers_is_asked_as_a_diary_kept_by_hand_says(tab):
    """The arithmetic of the page against a second, plain form of it: every day's questions, in order."""
    tab.page.goto("about:blank")
    source = widgets.source("recall")
    rng = random.Random(5)
    steps = [(rng.choice((0, 1, 1, 2, 5, 20)), rng.random() < 0.7) for _ in range(300)]
    theirs = tab.page.evaluate(
        f"""({{ questions, steps, today }}) => {{ {source}
        let kept = {{ lessons: [0, 2], cards: {{}}, day: "", done: 0 }};
        return steps.map(([days, knew]) => {{
          today = dayAfter(today, days);
          const all = due(questions, kept, today).map((one) => one.id);
          const shares = [0, 1, 2].map((lesson) => memory(questions, kept, lesson, today).fresh);
          if (all.length) kept = answered(kept, all[0], knew, today);
          return [today, all, shares, kept.done, nextDay(questions, kept) ?? null];
        }}); }}""",
        {"questions": QUESTIONS, "steps": steps, "today": TODAY.isoformat()},
    )
    today, diary, done, last = TODAY, {}, 0, None  # id -> [times, day]
    mine = []
    for days, knew in steps:
        today += datetime.timedelta(days=days)
        ids = [one["id"] for one in QUESTIONS if one["lesson"] in (0, 2)]
        old = sorted(
            (one for one in ids if one in diary and diary[one][1] <= today), key=lambda k: diary[k][1]
        )
        waiting = old + [one for one in ids if one not in diary]
        shares = [sum(one.startswith(f"{k}.") and diary[one][1] > today for one in diary) for k in range(3)]
        if waiting:
            times = min(diary.get(waiting[0], [0])[0] + 1, 5) if knew else 0
            diary[waiting[0]] = [times, today + datetime.timedelta(days=DAYS[times])]
            done, last = (done + 1 if last == today else 1), today
        first = min((day for _, day in diary.values()), default=None)
        mine.append([today.isoformat(), waiting, shares, done, first and first.isoformat()])
    assert theirs == mine


@in_browser
def test_a_sitting_with_the_mouse(tab):
    page = tab.show(card())
    assert tab.status() == "Press the lessons that you have read."
    page.locator(".lc-recall-station").nth(1).click()
    assert tab.status() == "4 due."
    assert asked(page) == "Q 1.1?"
    assert "A 1.1." not in page.locator("section").inner_text()
    press(page, "Show the answer")
    assert page.locator(".lc-recall-answer").inner_text() == "A 1.1."
    press(page, "Not yet")
    for _ in range(3):
        press(page, "Show the answer")
        press(page, "I knew it")
    assert tab.status() == "Nothing is due before 2026-02-28."
    assert "4 of 4 in memory" in page.locator(".lc-recall-station").nth(1).get_attribute("aria-label")
    press(page, "Forget everything")
    press(page, "Really forget?")
    assert tab.status() == "Press the lessons that you have read."
    assert tab.messages == []


@in_browser
def test_a_sitting_ends_after_eight_and_what_is_overdue_comes_first(tab):
    cards = {"2.3": [2, "2026-02-20"], "2.4": [1, "2026-02-19"], "0.1": [1, "2026-03-20"]}
    page = tab.show(card(kept={"lessons": [0, 1, 2], "cards": cards}))
    order = []
    while page.get_by_role("button", name="Show the answer").count():
        order.append(asked(page))
        press(page, "Show the answer")
        press(page, "I knew it")
    rest = [f"{k}.{n}" for k in range(3) for n in (1, 2, 3, 4) if f"{k}.{n}" not in cards]
    assert order == [f"Q {one}?" for one in ["2.4", "2.3", *rest[:6]]]
    assert tab.status() == "Enough for today; 3 can wait."
    press(page, "Go on")
    assert asked(page) == f"Q {rest[6]}?"


@in_browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_an_open_answer_can_be_read(tab, dark):
    real = Recall(kept={"lessons": [3, 11], "cards": {"11.1": [1, "2026-01-01"]}}, today=TODAY.isoformat())
    page = tab.show(real, dark=dark, width=390)
    press(page, "Show the answer")
    assert "fading" in page.locator(".lc-recall-station").nth(11).get_attribute("aria-label")
    assert tab.findings() == []
    assert tab.overflow() <= 0


@in_browser
def test_the_keyboard_alone_answers_and_a_page_keeps_what_was_said(tab):
    page = tab.show(card(kept={"lessons": [0]}))
    page.get_by_role("button", name="Show the answer").focus()
    for _ in range(2):
        page.keyboard.press("Enter")  # the answer, then "I knew it"
    assert asked(page) == "Q 0.2?"
    page = tab.show(card())  # the same browser, another visit
    assert asked(page) == "Q 0.2?"
    page.evaluate("localStorage.clear()")
    page = tab.show(card(where="a file"))
    assert tab.status() == "Press the lessons that you have read."
    assert page.evaluate("localStorage.length") == 0
