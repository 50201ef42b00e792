"""The bug museum: code that runs and is wrong, as it was met in public threads, each an exercise to repair."""

import html

from . import kept

HEADINGS = ("", "what its owner saw", "met in", "repair it in")


class Museum:
    """The exhibits as a table.

    Parameters
    ----------
    records : iterable of Exercise
        Those that have an ``exhibit``.
    """

    def __init__(self, records):
        self.records = list(records)

    @property
    def rows(self) -> list[tuple[str, str, str, str]]:
        """A row for each exhibit: repaired or not, the symptom, the thread, the exercise."""
        done = kept.load()["exercises"]
        return [
            (
                "●" if done.get(record.name, {}).get("status") == "passed" else "○",
                record.exhibit.symptom,
                record.exhibit.thread,
                f"{record.number} {record.name}",
            )
            for record in self.records
        ]

    def __str__(self):
        rows = self.rows
        foot = f"{sum(row[0] == '●' for row in rows)} of {len(rows)} repaired."
        return "\n".join([*("  ".join(row) for row in rows), foot])

    __repr__ = __str__

    def _repr_html_(self):
        cells = [
            "".join(f'<td style="text-align: left">{html.escape(cell)}</td>' for cell in row)
            for row in self.rows
        ]
        head = "".join(f'<th style="text-align: left">{cell}</th>' for cell in HEADINGS)
        body = "".join(f"<tr>{row}</tr>" for row in cells)
        foot = str(self).rpartition("\n")[2]
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p>{foot}</p>"
