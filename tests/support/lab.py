"""JupyterLab in a real browser: a throw-away server, and pages that run a whole notebook."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lstm_course.notebook.text import PIECE

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--force-color-profile=srgb",
]
SETTINGS = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},  # all cells in the page
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false"},
}
IDLE = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
OPEN = """async ([path, goOn]) => {
  const { shell, commands } = window.jupyterapp, last = shell.currentWidget;
  const kernel = goOn ? last?.sessionContext?.session?.kernel?.model : undefined;
  await commands.execute("docmanager:open", { path, kernel });
  last?.dispose(); // what is not disposed of goes on drawing, out of sight
}"""
READY = """path => {
  const context = window.jupyterapp?.shell.currentWidget?.context;
  return context?.path === path && context.isReady;
}"""
SHOWN = """() => {
  const notebook = window.jupyterapp?.shell.currentWidget?.content;
  if (!notebook?.model?.cells.length) return false;
  const stored = notebook.model.sharedModel.toJSON().cells.flatMap(cell => cell.outputs ?? [])
    .filter(({ data }) => data?.["image/png"] || data?.["text/html"]?.includes("<img")).length;
  notebook.node.querySelectorAll(".jp-OutputPlaceholder").forEach(folded => folded.click());
  const images = [...notebook.node.querySelectorAll(".jp-OutputArea img")];
  return images.length >= stored && images.every(image => image.complete);
}"""
NOTEBOOK = "() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.toJSON()"
RUN = "command => window.jupyterapp.commands.execute(command)"
EXECUTE = """async code => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const request = kernel.requestExecute({ code, store_history: false });
  let text = "";
  request.onIOPub = ({ header, content }) => {
    if (header.msg_type === "stream") text += content.text;
    if (header.msg_type === "error") text += content.ename + ": " + content.evalue;
  };
  await request.done;
  return text;
}"""
# a cell with this tag may raise, and the cells below it run all the same
EXPECT_ERRORS = """() => {
  for (const cell of window.jupyterapp.shell.currentWidget.content.model.cells)
    if (cell.type === "code") cell.setMetadata("tags", ["raises-exception"]);
}"""
ALL_RUN = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells]
  .every(cell => cell.type !== "code" || cell.executionCount > 0)"""
FIGURES = """() => [...document.querySelectorAll('.jp-Notebook .jp-OutputArea img')]
    .map(image => image.complete ? image.naturalWidth : 0)"""
ALT_TEXTS = """() => [...document.querySelectorAll('.jp-Notebook .jp-OutputArea img')]
    .map(image => image.getAttribute("alt"))"""
HARMLESS = (  # messages of JupyterLab and its extensions, not of the course
    "Unsatisfied version",
    "favicon",
    "jupyterlab-settings",
    "Canceled future",  # a kernel or a notebook that was closed before the answer to a request of JupyterLab's own
)


def missing():
    """Return why there is no browser test here, or None."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "the package playwright is not installed"
    if not CHROMIUM.is_file():
        return f"no chromium at {CHROMIUM} (set the environment variable CHROMIUM to its path)"
    return None


def require_browser():
    """Skip the test where there is no browser; fail it where there must be one."""
    reason = missing()
    if reason and os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(f"browser tests must run here, but {reason}")
    if reason:
        pytest.skip(f"no browser test: {reason}")


@contextlib.contextmanager
def server(root, scratch):
    """Start a JupyterLab whose configuration, runtime and workspaces lie in `scratch`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for plugin, value in SETTINGS.items():
        file = scratch / "settings" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value))
    environment = {
        **os.environ,
        "HOME": str(scratch),
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTER_CONFIG_DIR": str(scratch / "config"),
        "JUPYTER_DATA_DIR": str(scratch / "data"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(scratch / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(scratch / "workspaces"),
        "LSTM_COURSE_PROGRESS": str(scratch / "progress.json"),
        "OMP_NUM_THREADS": "1",
    }
    environment.pop("MPLBACKEND", None)
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"),
        *("--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0"),
        *("--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True"),
        *(f"--ServerApp.root_dir={root}", "--LabApp.expose_app_in_browser=True"),
        *("--LabApp.news_url=None",),
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    log = scratch / "server.log"
    address = f"http://127.0.0.1:{port}"
    with log.open("w") as stream:
        process = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream)
        try:
            _wait_until_up(process, address, log)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_up(process, address, log, seconds=90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"JupyterLab ended:\n{log.read_text()}")
        with contextlib.suppress(OSError), urllib.request.urlopen(address + "/api/status", timeout=2):
            return
        time.sleep(0.25)
    raise RuntimeError(f"JupyterLab did not answer within {seconds} s:\n{log.read_text()}")


@contextlib.contextmanager
def chromium(scratch):
    """Start the browser; what it remembers lies in `scratch`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            headless=True,
            args=CHROMIUM_ARGUMENTS,
            env={**os.environ, "HOME": str(scratch)},
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Lab:
    """One page of the browser, which opens notebooks one after the other."""

    page: object
    address: str
    messages: list = field(default_factory=list)

    def __post_init__(self):
        self.page.set_default_timeout(120_000)
        self.page.on("pageerror", lambda error: self._on_error("page error", str(error)))
        self.page.on("console", self._on_console)
        self.page.on("request", self._on_request)

    def _on_error(self, kind, text, where=""):
        if not any(word in text for word in HARMLESS):
            self.messages.append(f"{kind}: {text} {where}")

    def _on_request(self, request):
        here = (self.address, self.address.replace("http", "ws", 1), "data:", "blob:", "about:")
        if not request.url.startswith(here):
            self.messages.append(f"request to another host: {request.url}")

    def _on_console(self, message):
        if message.type == "error":
            self._on_error("console", message.text, message.location.get("url", ""))

    def open(self, path, same_kernel=False):
        """Open a notebook below the server's root, in place of the last one, and wait for its kernel.

        With `same_kernel` that is the kernel of the last one, if it has not been ended.
        """
        self.messages.clear()
        if self.page.url.startswith(
            self.address
        ):  # JupyterLab is loaded once: that costs more than a notebook
            self.page.evaluate(OPEN, [path, same_kernel])
        else:
            self.page.goto(f"{self.address}/lab/tree/{path}?reset")
        self.page.wait_for_function(READY, arg=path)
        self.page.wait_for_function(IDLE)

    def wait_for_stored_figures(self):
        """Unfold all outputs, and wait until every stored figure is on the page.

        JupyterLab draws them again when the kernel is there.
        """
        self.page.wait_for_function(SHOWN, polling=250)  # it reads the whole notebook

    def run_all(self, go_on=False):
        """Run all cells, as the menu does: it stops at an error, but with `go_on` not.

        Returns the notebook as the browser has it.
        """
        if go_on:
            self.page.evaluate(EXPECT_ERRORS)
        self.page.evaluate(RUN, "notebook:run-all-cells")
        if go_on:
            self.page.wait_for_function(ALL_RUN)
        self.page.wait_for_function(IDLE)
        self.page.evaluate(SHOWN)  # unfolds the answers to predictions
        return self.page.evaluate(NOTEBOOK)

    def execute(self, code):
        """Run code in the notebook's kernel, outside its cells; returns what it printed."""
        return self.page.evaluate(EXECUTE, code)

    def figure_widths(self):
        """Return the natural width of each picture in the outputs on the page, 0 if not drawn."""
        return self.page.evaluate(FIGURES)

    def alt_texts(self):
        """Return the description of each picture in the outputs on the page, None if it has none."""
        return self.page.evaluate(ALT_TEXTS)

    def close_notebook(self):
        """End the notebook's kernel, so that its memory is free."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")


def errors(notebook):
    """Return cell, name and text of each error output."""
    return [
        (index, output["ename"], output["evalue"])
        for index, cell in enumerate(notebook["cells"])
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
    ]


def descriptions(notebook):
    """Return the description of each picture in the outputs: of figures, and of pieces that have not been run."""
    data = [output.get("data", {}) for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return [
        each["text/plain"].partition(" (interactive")[0]
        for each in data
        if "image/png" in each or (PIECE in each and "text/html" in each)
    ]
