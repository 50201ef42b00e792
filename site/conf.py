"""Sphinx's configuration. The tree that it builds is written by `lstm_course.authoring.website.build`."""

import re

from docutils import nodes

from lstm_course import __version__
from lstm_course.authoring.website import head, sidebar
from lstm_course.authoring.website.addresses import addresses
from lstm_course.authoring.website.sources import ROOT

project = "The LSTM from single gates"
author = "The LSTM course authors"
copyright = f"the LSTM course authors. Text and figures: CC BY 4.0. Code: BSD-3-Clause. Version {__version__}"
version = release = __version__
language = "en"  # with en_GB the search ends in an error: its translation has no plurals

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
]
exclude_patterns = ["_static", "_extra", "_doctrees"]

# notebooks: the stored outputs are shown, nothing is run
nb_execution_mode = "off"
nb_merge_streams = True
nb_render_markdown_format = "myst"
myst_enable_extensions = ["dollarmath", "amsmath", "attrs_block"]
myst_heading_anchors = 4
myst_heading_slug_func = "lstm_course.authoring.website.sources.slug"

# docstrings
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
autosummary_generate = False
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_typehints = "none"
default_role = "py:obj"
add_module_names = False
python_use_unqualified_type_names = True
toc_object_entries_show_parents = "hide"

# nothing comes from another host
mathjax_path = "mathjax/startup.js"
mathjax_options = {"defer": "defer", "priority": 900}  # its large parts are fetched when the pieces are there
mathjax3_config = {
    "loader": {"load": ["core", "input/tex", "[tex]/color", "output/svg", "a11y/assistive-mml"]},
    "tex": {"packages": {"[+]": ["color"]}},
}

suppress_warnings = ["ref.python"]  # "LSTM" in a docstring: two classes have this name

html_theme = "sphinx_book_theme"
html_title = project
html_baseurl = addresses(ROOT).url
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
html_extra_path = ["_extra"]
html_css_files = ["pieces/pieces.css", "course.css"]
html_js_files = [("course.js", {"defer": "defer"})]
html_context = {
    "default_mode": "auto"
}  # light or dark as the reader's system has it, until the switch is used
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_additional_pages = {"search": "search.html"}  # the course's own: Sphinx's index is not made
html_use_index = False
html_domain_indices = False
copybutton_exclude = ".linenos, .gp, .go"
copybutton_selector = "div.highlight-ipython3 pre, div.highlight-python pre, div.highlight-sh pre"
templates_path = ["_templates"]
html_theme_options = {
    "use_download_button": False,  # every notebook has its own, which gives the original
    "use_fullscreen_button": False,
    "navbar_persistent": [],
    "footer_content_items": ["copyright.html"],
    "back_to_top_button": False,  # it covers code on a phone
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "search_bar_text": "Search the course",
    "toc_title": "On this page",
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


def load_pieces(app, pagename, templatename, context, doctree):
    """Load the scripts of the interactive pieces that a page shows, and no others."""
    names = sorted(set(re.findall(r'data-lstm-course="([a-z_]+)"', context.get("body", ""))))
    for name in ["standalone", *names] if names else []:
        app.add_js_file(f"pieces/{name}.js", loading_method="defer")


def describe(app, pagename, templatename, context, doctree):
    """Say in the page's head what it is, once; the home page's title is the course's name."""
    title = head.plain(context.get("title", ""))
    sentence = head.description(context.get("body", ""))
    context["metatags"] = re.sub(r'<meta name="viewport"[^>]*>', "", context.get("metatags", ""))
    context["metatags"] += head.tags(title, sentence, f"{pagename}.html", addresses(ROOT), project)
    if pagename == "index":
        context["docstitle"] = ""


def lead_on(app, pagename, templatename, context, doctree):
    """Let a lesson lead to its exercises, and these to the next lesson."""
    path = head.path_of_the_course(app.env.found_docs)
    if pagename not in path:
        return
    place = path.index(pagename)

    def link(page):
        title = app.env.titles.get(page, nodes.title()).astext()
        return {"link": app.builder.get_relative_uri(pagename, page), "title": title}

    context["prev"] = link(path[place - 1]) if place > 0 else None
    context["next"] = link(path[place + 1]) if place + 1 < len(path) else None


def without_index(app):
    """Let Sphinx make no index of its own for a search."""
    app.builder.search = False


def setup(app):
    """Connect this file's functions with Sphinx."""
    app.connect("builder-inited", without_index)
    for change in (load_pieces, describe, lead_on, sidebar.share):
        app.connect("html-page-context", change)
