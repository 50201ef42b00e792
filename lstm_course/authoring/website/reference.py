"""The website's API reference: a page for each module, made from the docstrings."""

from __future__ import annotations

import importlib
import inspect
import sys

API = {  # the modules of the reference, by subject
    "The NumPy core": ["cells", "layers", "initialisation", "losses", "optim", "gradcheck"],
    "Beside PyTorch": ["nets.side_by_side", "nets.interop", "nets.variants", "nets.cell1997"],
    "Networks for a task": [
        "nets.forecaster",
        "nets.classifier",
        "nets.tagger",
        "nets.crf",
        "nets.language_model",
        "nets.sampling",
        "nets.attention",
        "nets.seq2seq",
        "nets.decoding",
        "nets.ctc",
        "nets.spelling",
        "nets.clips",
        "nets.conv_lstm",
        "nets.captioner",
        "nets.parallel",
        "nets.exponential",
        "nets.matrix_memory",
        "nets.zoo",
        "beyond",
        "beyond.runs",
        "beyond.costs",
        "beyond.choosing",
    ],
    "Data": [
        "datasets.tasks",
        "datasets.grammars",
        "datasets.classics",
        "datasets.series",
        "datasets.gaps",
        "datasets.leaks",
        "datasets.stories",
        "datasets.text",
        "datasets.names",
        "datasets.symbols",
        "datasets.demand",
        "datasets.ecg",
        "datasets.negation",
        "datasets.dates",
        "datasets.tags",
        "datasets.frames",
        "datasets.likes",
        "datasets.melodies",
        "datasets.iso_dates",
        "datasets.speech",
        "datasets.spectra",
        "datasets.voices",
        "datasets.clips",
        "datasets.strokes",
        "datasets.captions",
        "datasets.films",
        "datasets.c_text",
        "datasets.recall",
        "evaluate.baselines",
        "evaluate.gaussian",
        "evaluate.gradients",
        "evaluate.metrics",
        "evaluate.splits",
        "evaluate.intervals",
        "evaluate.forecasts",
        "evaluate.conformal",
        "evaluate.alarms",
        "evaluate.drift",
        "evaluate.calibration",
        "evaluate.spans",
        "evaluate.ngrams",
        "evaluate.language",
        "evaluate.bleu",
        "evaluate.edit_distance",
        "evaluate.bags",
        "evaluate.search",
        "evaluate.fair",
        "evaluate.table",
        "evaluate.table.command",
        "evaluate.table.training",
    ],
    "Training": [
        "training.loop",
        "training.bar",
        "training.batches",
        "training.stopping",
        "training.checkpoint",
    ],
    "Runs with a fault": ["signatures", "signatures.faults", "signatures.runs"],
    "Testing a model": [
        "probes",
        "probes.broken",
        "probes.sight",
        "probes.occlusion",
        "probes.held_out_voices",
        "probes.trace",
        "probes.saturation",
        "probes.scan",
        "probes.linear_probe",
        "probes.ablation",
        "probes.connectivity",
        "probes.unknown",
        "pictures",
        "pictures.runs",
    ],
    "Testing a claim": [
        "claims",
        "report",
        "report.checks",
        "report.reading",
        "report.depth",
        "report.command",
    ],
    "Acting with an answer": [
        "drive.training",
        "drive.forecasting",
        "drive.classification",
        "drive.tagging",
        "drive.language",
        "drive.attention",
        "drive.speech",
        "drive.pictures",
        "drive.captions",
        "drive.fair",
        "drive.inside",
        "drive.passes",
        "drive.museum",
        "drive.starts",
    ],
    "Figures": [
        "plots",
        "plots.display",
        "plots.attention",
        "plots.beyond",
        "plots.board",
        "plots.cell",
        "plots.classification",
        "plots.evaluation",
        "plots.forecasting",
        "plots.laboratory",
        "plots.inside",
        "plots.language",
        "plots.latch",
        "plots.leaks",
        "plots.maps",
        "plots.microscope",
        "plots.morph",
        "plots.pictures",
        "plots.preparing",
        "plots.recipe",
        "plots.river",
        "plots.rosetta",
        "plots.signatures",
        "plots.sound",
        "plots.speech",
        "plots.tagging",
        "plots.tape",
        "plots.traces",
        "plots.tuning",
        "plots.valve",
        "plots.windows",
    ],
    "Interactive pieces": ["widgets"],
    "Checks": ["check"],
    "Grading": [
        "grading.outside.limits",
        "grading.handed_in.submission",
        "grading.core",
        "grading.grader",
        "grading.batch",
        "grading.result",
        "grading.executors",
        "grading.handed_in.jobs",
        "grading.handed_in.layout",
        "grading.handed_back.marks",
        "grading.handed_back.marks_file",
        "grading.handed_back.overview",
        "grading.handed_back.platforms",
        "grading.handed_back.files",
    ],
}


def public(module) -> list[str]:
    """Return the public functions and classes that a module defines, in the order of its source.

    Parameters
    ----------
    module : module

    Returns
    -------
    list of str
    """
    if hasattr(module, "__all__"):
        names = [name for name in module.__all__ if callable(getattr(module, name))]
        return [name for name in names if not name.startswith("_")]
    members = {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (inspect.isfunction(value) or inspect.isclass(value) or hasattr(value, "__wrapped__"))
        and value.__module__ == module.__name__
    }
    return list(members)


def documented(owner: type) -> list[str]:
    """Return the methods and properties of a class that its page shows.

    These are the documented ones of its own, and those from private classes of the course, which have no page.

    Parameters
    ----------
    owner : type

    Returns
    -------
    list of str
    """
    kinds = (property, classmethod, staticmethod)
    names = {}  # a dict keeps the order
    for base in owner.__mro__:
        if base is owner or _without_a_page(base):
            for name, value in vars(base).items():
                if not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, kinds)):
                    names.setdefault(name, value.__doc__)
    return [name for name, text in names.items() if text]


def _without_a_page(cls: type) -> bool:
    """Return whether a class of the course is private: by its name, or since only a private module offers it."""
    package, _, module = cls.__module__.rpartition(".")
    if not package.startswith("lstm_course"):
        return False
    hidden = module.startswith("_") and getattr(sys.modules[package], cls.__name__, None) is not cls
    return hidden or cls.__name__.startswith("_")


def reference() -> dict[str, str]:
    """Return the pages of the API reference.

    Returns
    -------
    dict
        Path in the tree of sources -> text.
    """
    pages = {}
    index = ["# API reference\n", "The package `lstm_course`, made from its docstrings.\n"]
    names = [name for group in API.values() for name in group]
    index.append("```{toctree}\n:hidden:\n\n" + "\n".join(names) + "\n```\n")
    for group, modules in API.items():
        index.append(f"## {group}\n\n| module | holds |\n|---|---|")
        for name in modules:
            module = importlib.import_module(f"lstm_course.{name}")
            sentence = inspect.getdoc(module).partition("\n")[0].replace("``", "`").replace("|", r"\|")
            index.append(f"| [`{name}`]({name}.rst) | {sentence} |")
            pages[f"api/{name}.rst"] = _module_page(name, module)
        index.append("")
    pages["api/index.md"] = "\n".join(index)
    return pages


def _module_page(name: str, module) -> str:
    """Return the page of a module: a list of what it holds, then the docstrings."""
    names = public(module)
    lines = [name, "=" * len(name), "", f".. automodule:: lstm_course.{name}", "   :no-members:", ""]
    lines += [f".. currentmodule:: lstm_course.{name}", ""]
    if len(names) > 1:
        lines += [".. autosummary::", "   :nosignatures:", "", *(f"   {member}" for member in names), ""]
    for member in names:
        kind = "class" if inspect.isclass(getattr(module, member)) else "function"
        lines += [f".. auto{kind}:: {member}"]
        methods = documented(getattr(module, member)) if kind == "class" else []
        lines += [f"   :members: {', '.join(methods)}", ""] if methods else [""]
    return "\n".join(lines)
