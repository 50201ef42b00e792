"""How learning platforms name the folders and files of what they export: whose it is, and which attempt.

A form is looked for in the names of one level only, that of the platform. What a student has named is below it, or
behind the platform's own words, and says nothing about whose it is: the first words that fit count.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

LATE = "The platform marked it as late."
TEXT = "online text"


@dataclass(frozen=True)
class Said:
    """What the name of a folder or file says.

    Attributes
    ----------
    student : str
        Without file names and dates.
    order : tuple
        A later attempt has a larger one; empty where the name does not say.
    file : str
        The student's own name of the file, where it is a part of the platform's.
    notes : tuple of str
        What the teacher should know.
    text : bool
        Whether it is the platform's own page for a text or a link that was handed in.
    """

    student: str
    order: tuple = ()
    file: str = ""
    notes: tuple[str, ...] = ()
    text: bool = False


@dataclass(frozen=True)
class Form:
    """The form of a platform's names.

    Attributes
    ----------
    title : str
        The platform.
    pattern : re.Pattern
        Of a whole name.
    say : callable
        Takes the match, returns a `Said`.
    on_folders, on_files : bool
        What may have such a name.
    """

    title: str
    pattern: re.Pattern
    say: Callable[[re.Match], Said]
    on_folders: bool = True
    on_files: bool = True

    def read(self, name: str) -> Said | None:
        """Return what a name says, or None where it has another form."""
        match = self.pattern.fullmatch(name)
        return None if match is None else self.say(match)


def _moodle(match: re.Match) -> Said:
    text = match["kind"] == "onlinetext"
    return Said(f"{match['name']}_{match['number']}", (), match["file"] or "", (), text)


def _canvas(match: re.Match) -> Said:
    student = f"anon_{match['anonymous']}" if match["anonymous"] else f"{match['name']}_{match['user']}"
    notes = (LATE,) if match["late"] or match["late_too"] else ()
    file = match["file"] or ""
    order = (int(match["attachment"]),) if match["attachment"] else ()
    return Said(student, order, file, notes, match["text"] is not None)


def _blackboard(match: re.Match) -> Said:
    return Said(match["user"], (match["date"],), match["file"] or "", (), match["file"] is None)


def _brightspace(match: re.Match) -> Said:
    return Said(f"{match['name']}_{match['number']}", _date(match["date"]), match["file"] or "")


def _date(text: str) -> tuple:
    """Return a date such as ``Nov 3, 2026 1001 AM`` as numbers; empty where it is in another language."""
    match = re.fullmatch(r"([A-Za-z]{3})\w* (\d{1,2}), (\d{4}) (\d{1,2}?)(\d\d) ([AP]M)", text.strip())
    if match is None:
        return ()
    month, day, year, hour, minute, half = match.groups()
    try:
        when = datetime.strptime(f"{month} {day} {year} {hour}:{minute} {half}", "%b %d %Y %I:%M %p")
    except ValueError:
        return ()
    return when.timetuple()[:5]


def _ilias(match: re.Match) -> Said:
    return Said(match["student"])


def _gradescope(match: re.Match) -> Said:
    return Said(match["student"])


MOODLE = Form(
    "Moodle",
    re.compile(
        r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL
    ),
    _moodle,
)
CANVAS = Form(
    "Canvas",
    re.compile(
        r"(?:(?P<late_too>LATE_)?anon_(?P<anonymous>[^_]+)|(?P<name>[^_]+)_(?P<late>LATE_)?(?P<user>\d+))_"
        r"(?:(?P<attachment>\d+)_(?P<file>.+)|(?P<text>text|link)\.html)",
        re.DOTALL | re.IGNORECASE,
    ),
    _canvas,
    on_folders=False,
)
BLACKBOARD = Form(
    "Blackboard",
    re.compile(
        r"(?P<head>.*?)_(?P<user>[^_]+)_attempt_(?P<date>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)", re.DOTALL
    ),
    _blackboard,
    on_folders=False,
)
BRIGHTSPACE = Form(
    "Brightspace",
    re.compile(
        r"(?P<number>\d+)-\d+ ?- ?(?P<name>.+?) ?- ?(?P<date>[^-]*\d{4}[^-]*?)(?: - (?P<file>.+))?", re.DOTALL
    ),
    _brightspace,
)
ILIAS = Form("ILIAS", re.compile(r"(?P<student>[^_]+_[^_]+_[^_]+_\d+)", re.DOTALL), _ilias, on_files=False)
GRADESCOPE = Form("Gradescope", re.compile(r"(?P<student>submission_\d+)"), _gradescope, on_files=False)
VERSION = re.compile(r"Version (?P<number>\d+)")
FORMS = {form.title.lower(): form for form in (MOODLE, CANVAS, BLACKBOARD, BRIGHTSPACE, ILIAS, GRADESCOPE)}
WRITTEN = re.compile(  # in Blackboard's receipt
    r"^(?:Submission Field|Comments):(.*?)(?=^(?:Submission Field|Comments|Files):|\Z)",
    re.MULTILINE | re.DOTALL,
)
WROTE_NOTHING = re.compile(
    r"(?:There (?:is|are) no student (?:submission text data|comments) for this assignment\.)?"
)
ILIAS_STAMP = re.compile(r"(?P<date>\d{14})_(?P<file>.+)", re.DOTALL)


def form_of(names: Iterable[str], *, folders: bool) -> Form | None:
    """Return the form that more than half of some names have.

    Parameters
    ----------
    names : iterable of str
        Those of one level.
    folders : bool
        Whether they are names of folders.
    """
    names = list(names)
    for form in FORMS.values():
        if (form.on_folders if folders else form.on_files) and names:
            fitting = sum(form.pattern.fullmatch(name) is not None for name in names)
            if 2 * fitting > len(names):
                return form
    return None


def blackboard_students(names: Iterable[str]) -> dict[str, str]:
    """Return the student of each name that Blackboard has made: what differs in front of the attempt.

    A user's name may hold an underscore, and so may the name of the exercise, which all files share.

    Parameters
    ----------
    names : iterable of str
        Of all files of the export.
    """
    heads = {}
    for name in names:
        match = BLACKBOARD.pattern.fullmatch(name)
        if match:
            heads[name] = (match["head"], match["user"])
    if len({head for head, _ in heads.values()}) == 1:
        return {name: user for name, (_, user) in heads.items()}
    whole = {name: f"{head}_{user}".split("_") for name, (head, user) in heads.items()}
    shared = 0
    while (
        all(len(words) > shared + 1 for words in whole.values())
        and len({w[shared] for w in whole.values()}) == 1
    ):
        shared += 1
    return {name: "_".join(words[shared:]) for name, words in whole.items()}


def is_receipt(content: str) -> bool:
    """Return whether the text that Blackboard puts beside each attempt holds nothing that the student has written.

    Parameters
    ----------
    content : str
        Of a file ``..._attempt_DATE.txt``.
    """
    return content.startswith("Name:") and all(
        WROTE_NOTHING.fullmatch(text.strip()) for text in WRITTEN.findall(content)
    )


def gradescope_students(content: str) -> dict[str, str]:
    """Return folder -> student from the text of ``submission_metadata.yml``.

    Only the lines that are needed are read; where two of a group handed in together, both are named.

    Parameters
    ----------
    content : str
        Of the file that Gradescope has put beside the folders.
    """
    found: dict[str, list[dict[str, str]]] = {}
    people: list[dict[str, str]] | None = None
    inside = False
    for line in content.splitlines():
        top = re.match(r"(submission_\d+):\s*$", line)
        if top:
            people, inside = found.setdefault(top[1], []), False
        elif people is not None and re.match(r"  :\w+:", line):
            inside = line.strip().startswith(":submitters:")
        elif people is not None and inside:
            field = re.match(r"\s*(-)?\s*:(name|sid|email):\s*(.*?)\s*$", line)
            if field:
                if field[1] or not people:
                    people.append({})
                people[-1][field[2]] = field[3].strip("'\"")
    return {folder: " & ".join(map(_person, people)) for folder, people in found.items() if any(people)}


def _person(fields: dict[str, str]) -> str:
    words = [fields.get("name", ""), fields.get("sid") or fields.get("email", "")]
    return "_".join(word for word in words if word)
