"""Tell the levels of folders that no platform has named: by what repeats a notebook's name, and by what varies."""

from collections import Counter, defaultdict

from .layout import Layout, UnclearLayoutError, with_names
from .names import known_in, listed, person_in, stem_of

TOO_WIDE = {"submitted", "submissions", "downloads", "download", "tmp", "graded"}  # no student's name
NEARLY = 1e-9
MOST = 0.75  # of all files, so that what a few add decides nothing


def weights_of(work: list) -> list[float]:
    """Return what each file says of the layout: a folder passes on its weight to what is in it, in equal parts.

    So one student's folder weighs as much as another's, however many files its owner has put into it.

    Parameters
    ----------
    work : list of tuple of str
        Folders and name of every file.
    """
    children = defaultdict(set)
    for parts in work:
        for k in range(len(parts)):
            children[parts[:k]].add(parts[k])
    often = Counter(work)
    weights = []
    for parts in work:
        weight = 1 / often[parts]
        for k in range(len(parts)):
            weight /= len(children[parts[:k]])
        weights.append(weight)
    return weights


class Levels:
    """The levels of folders that no platform has named."""

    def __init__(self, work: list, known: tuple[str, ...], root: str, cloned: bool):
        self.work, self.known, self.root, self.cloned = work, known, root, cloned
        self.weights = weights_of(work)
        self.levels = self._levels()
        self.stems = [known_in(stem_of(parts[-1]), known) for parts in work]
        self.bare = sum(
            weight
            for weight, (name, rest) in zip(self.weights, self.stems, strict=True)
            if name is not None and not rest
        )
        people = {
            person_in(stem_of(parts[-1]), known)
            for parts, (_, rest) in zip(work, self.stems, strict=True)
            if rest
        }
        self.named = len(people)  # that may be the name of somebody

    def _levels(self) -> list[list[tuple[str, float]]]:
        """Return the names at each level that more than half of the files have, each with its weight."""
        levels: list[list[tuple[str, float]]] = []
        while True:
            k = len(levels)
            names = [
                (parts[k], weight)
                for parts, weight in zip(self.work, self.weights, strict=True)
                if len(parts) > k + 1
            ]
            if sum(weight for _, weight in names) <= 0.5 + NEARLY:
                return levels
            levels.append(names)

    def layout(self) -> Layout:
        """Return the layout, or raise `UnclearLayoutError`."""
        place = next((k for k, names in enumerate(self.levels) if self._are_assignments(names)), None)
        if place is not None:
            return self._beside(place)
        if not self.levels:
            return self._all_in_one_folder()
        return self._by_what_varies()

    def _are_assignments(self, names: list[tuple[str, float]]) -> bool:
        """Whether more than half of the names at a level are those of notebooks, and nothing else."""
        fitting = sum(
            weight
            for name, weight in names
            if known_in(name, self.known)[0] is not None and not known_in(name, self.known)[1]
        )
        return 2 * fitting > sum(weight for _, weight in names) + NEARLY

    def _beside(self, place: int) -> Layout:
        """Return the layout where the names at one level are those of assignments."""
        above, below = self._kinds(place - 1), self._kinds(place + 1)
        front = ("folder",) * (place - 1)
        student_first = (*front, "student", "assignment", "file")
        below_it = (*("folder",) * place, "assignment", "student", "file")
        by_file = (*("folder",) * place, "assignment", "student")
        if len(above) > 1:
            if len(below) > 1 and not self._repeated(place + 1, place - 1):
                self._unclear(student_first, below_it)
            return Layout(student_first)
        if above:
            if len(below) > 2:  # two may be one student's own folders
                return Layout(below_it)
            if below:
                self._unclear(student_first, below_it)
            if self.named > 1:
                self._unclear(student_first, by_file)
            return Layout(student_first)
        if below:
            return Layout(below_it)
        if 2 * self.bare > 1 + NEARLY:
            own = ("assignment", "file")
            if self._is_wide():
                self._unclear(own, by_file)
            return Layout(own, root=self.root)
        if len(self.work) == 1:
            self._unclear(("assignment", "file"), by_file)
        return Layout(by_file)

    def _all_in_one_folder(self) -> Layout:
        if self.named and 2 * self.bare <= 1 + NEARLY:
            return Layout(("student",))
        names = [name for name, _ in self.stems if name]
        if names and len(names) == len(set(names)) == len(self.work) and not self._is_wide():
            return Layout(("file",), root=self.root)
        raise UnclearLayoutError(
            f"No folder and no file name says whose {listed(parts[-1] for parts in self.work)} in {self.root} are: say "
            f"--layout file if all are of one student, {self.root!r}, or --layout student if each is of another one."
        )

    def _by_what_varies(self) -> Layout:
        first = next((k for k in range(len(self.levels)) if len(self._kinds(k)) > 1), None)
        if first is None:
            return self._one_line()
        front = ("folder",) * first
        outer = (*front, "student", "file")
        if len(self._kinds(first + 1)) < 2:
            by_file = (*front, "folder", "student")
            if self._files_may_be_students(first):
                self._unclear(outer, by_file)
            inner = self._kinds(first + 1)
            if inner and not self.cloned:
                return Layout((*front, "student", "assignment", "file"))
            return Layout(outer)
        student_first = (*front, "student", "assignment", "file")
        student_below = (*front, "assignment", "student", "file")
        decides = self._which_decides(first)
        if decides == first:
            return Layout(student_below)
        if decides == first + 1:
            return Layout(student_first)
        if self._shared(first + 1, first):
            return Layout(student_first)
        if not self._repeated(first + 1, first):
            children = Counter(parent for parent, _ in self._pairs(first, first + 1))
            if min(children.values()) > 1:
                return Layout((*front, "folder", "student", "file"))
        self._unclear(student_first, student_below)

    def _one_line(self) -> Layout:
        """Return the layout where there is one folder at each level."""
        depth = len(self.levels)
        inner = (*("folder",) * (depth - 1), "student", "file")
        by_file = (*("folder",) * depth, "student")
        if depth > 1:
            self._unclear(("student", "assignment", "file"), inner)
        if self.named > 1 or (self.named == 1 and self.stems[0][0] is not None and len(self.work) == 1):
            if (
                all(rest for _, rest in self.stems)
                and all(name for name, _ in self.stems)
                and len(self.work) > 1
            ):
                return Layout(by_file)
            self._unclear(inner, by_file)
        return Layout(inner)

    def _files_may_be_students(self, level: int) -> bool:
        """Whether most folders at this level hold several files, each with a name of its own."""
        files = defaultdict(set)
        for parts, (_, rest) in zip(self.work, self.stems, strict=True):
            if rest and len(parts) == level + 2:
                files[parts[level]].add(rest)
        names = [name for own in files.values() for name in own]
        crowded = sum(len(own) > 1 for own in files.values())
        return 2 * crowded > len(self._kinds(level)) and len(names) == len(set(names))

    def _which_decides(self, level: int) -> int | None:
        """Return the level whose names go with one notebook each, where the other's go with several."""
        kinds, single = [], []
        for k in (level, level + 1):
            notebooks = defaultdict(set)
            for parts, (name, _) in zip(self.work, self.stems, strict=True):
                if name is not None and len(parts) > k + 1:
                    notebooks[parts[k]].add(name)
            kinds.append(max((len(own) for own in notebooks.values()), default=0))
            single.append(kinds[-1] == 1 and len(notebooks) == len(set().union(*notebooks.values())))
        if single[0] and kinds[1] > 1:
            return level
        if single[1] and kinds[0] > 1:
            return level + 1
        return None

    def _kinds(self, level: int) -> set[str]:
        return {name for name, _ in self.levels[level]} if 0 <= level < len(self.levels) else set()

    def _pairs(self, outer: int, inner: int) -> set[tuple[str, str]]:
        return {(parts[outer], parts[inner]) for parts in self.work if len(parts) > inner + 1}

    def _repeated(self, inner: int, outer: int) -> bool:
        """Whether a name at the inner level stands under several of the outer one."""
        pairs = self._pairs(outer, inner)
        return len({name for _, name in pairs}) < len(pairs)

    def _shared(self, inner: int, outer: int) -> bool:
        """Whether nearly all files are of one notebook, and most folders have one of the same name in them."""
        notebooks: Counter = Counter()
        for weight, (name, _) in zip(self.weights, self.stems, strict=True):
            notebooks[name] += weight
        pairs = self._pairs(outer, inner)
        often = Counter(name for _, name in pairs).most_common(1)[0][1]
        most = max((weight for name, weight in notebooks.items() if name is not None), default=0)
        return most > MOST and often > 1 and 2 * often > len(self._kinds(outer))

    def _is_wide(self) -> bool:
        return self.root.lower() in TOO_WIDE

    def _unclear(self, *readings: tuple[str, ...]) -> None:
        ways = []
        for words in readings:
            layout = with_names(Layout(words, root=self.root), self.work, self.known)
            places = [layout.place(parts) for parts in self.work]
            students = sorted({place.student for place in places if place is not None})
            count = "1 student" if len(students) == 1 else f"{len(students)} students"
            ways.append(f"--layout {layout} ({count}: {listed(students, 3)})")
        raise UnclearLayoutError(f"Whose the files are can be read in two ways: say {' or '.join(ways)}.")
