"""The gate blocks of the 4H matrix in each library's order, and the way from one to another (lesson 09)."""

import traitlets

from .._piece import Piece


class _Layouts(traitlets.List):
    """A list of layouts, each of which becomes a dict."""

    def validate(self, obj, value):
        from ...plots.rosetta import Layout, places

        layouts = [
            layout._asdict() if isinstance(layout, Layout) else layout
            for layout in super().validate(obj, value)
        ]
        for layout in layouts:
            if not isinstance(layout, dict) or set(layout) != set(Layout._fields):
                raise traitlets.TraitError(
                    f"layouts must hold Layout objects or dicts with {', '.join(Layout._fields)}, got {layout!r}"
                )
            for field, text in layout.items():
                if not isinstance(text, str) or not text.strip():
                    raise traitlets.TraitError(f"layouts: {field} must be a text, got {text!r}")
            try:
                places(layout["order"])
            except ValueError as error:
                raise traitlets.TraitError(f"layouts: {layout['library']}: {error}") from None
            if layout["axis"] not in ("columns", "rows"):
                raise traitlets.TraitError(
                    f'layouts: {layout["library"]}: axis must be "columns" or "rows", got {layout["axis"]!r}'
                )
        names = [layout["library"] for layout in layouts]
        if len(names) < 2 or len(set(names)) < len(names):
            raise traitlets.TraitError(f"layouts must hold two libraries or more, each once, got {names}")
        return layouts


class Rosetta(Piece):
    """The four gate blocks in the order of each library, and what moves on the way from one library to another.

    Below, the learner puts the source's blocks into the destination's order while a small LSTM runs with what the
    destination reads: a wrong order gives no error, but another curve.

    Parameters
    ----------
    gate : str
        The gate that lights up in every library: ``"i"``, ``"f"``, ``"g"``, ``"o"``, or ``""`` for all four.
    source, destination : str
        Names of two libraries.
    layouts : sequence of lstm_course.plots.rosetta.Layout, or of dict with the same fields
        The libraries, from top to bottom: those of the figure, unless you add your own. The matrix in `weights` is
        two-dimensional, or has a first axis of length 1, as in ``"W  (1, 4H, D)"``.

    Raises
    ------
    traitlets.TraitError
        Where a gate or a library is unknown, or a layout is incomplete.
    """

    name = "rosetta"
    summary = "the gate blocks in each library's order, and the way from one to another"
    gate = traitlets.Enum(["", "i", "f", "g", "o"], "g").tag(sync=True)
    source = traitlets.Unicode().tag(sync=True)
    destination = traitlets.Unicode().tag(sync=True)
    layouts = _Layouts().tag(sync=True)

    @traitlets.default("layouts")
    def _layouts_of_the_figure(self):
        from ...plots.rosetta import LAYOUTS

        return [layout._asdict() for layout in LAYOUTS]

    @traitlets.default("source")
    def _first_library(self):
        return self.layouts[0]["library"]

    @traitlets.default("destination")
    def _library_that_moves(self):
        names = [layout["library"] for layout in self.layouts]
        return "ONNX" if "ONNX" in names else names[-1]

    @traitlets.validate("layouts")
    def _still_known(self, proposal):
        names = [layout["library"] for layout in proposal["value"]]
        for role in ("source", "destination"):
            if getattr(self, role) not in names:
                raise traitlets.TraitError(
                    f"layouts must hold the {role} {getattr(self, role)!r}, got {', '.join(names)}"
                )
        return proposal["value"]

    @traitlets.validate("source", "destination")
    def _known(self, proposal):
        names = [layout["library"] for layout in self.layouts]
        if proposal["value"] not in names:
            raise traitlets.TraitError(
                f"{proposal['trait'].name} must be one of {', '.join(names)}, got {proposal['value']!r}"
            )
        return proposal["value"]
