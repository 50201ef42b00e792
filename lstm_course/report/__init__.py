"""A report on a claim of your own: a template, a rubric, and what of it a machine can check (lesson 23).

``lstm-course report --new my_claim.md`` writes the template, ``lstm-course report my_claim.md`` checks what you have
filled in. The rubric is data, in ``rubric.toml``; `checks` holds a function for each of its lines that a machine can
check. ``example.md`` is a finished report, and `depth` the run behind it.
"""

from .reading import Finding, example, read, review, rubric, template

__all__ = ["Finding", "example", "read", "review", "rubric", "template"]
