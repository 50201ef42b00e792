// An extension of JupyterLab in one script: how the course's notebooks look. Nothing else is touched.
(() => {
  const STYLE = `
    .lstm-course-notebook .jp-RenderedMarkdown { font-size: 15px; line-height: 1.6; }
    .lstm-course-notebook .jp-RenderedMarkdown > :not(table) { max-width: 48rem; }
    .lstm-course-box { background: var(--jp-layout-color2); border-left: 4px solid; border-radius: 0 6px 6px 0; padding: 8px 14px; }
    .lstm-course-predict { border-left-color: #e69f00; }
    .lstm-course-try { border-left-color: #009e73; }
    .lstm-course-caption { color: var(--jp-ui-font-color2); font-size: 0.92em; }
    .lstm-course-notebook .jp-OutputPlaceholder .jp-PlaceholderText { display: none; }
    .lstm-course-notebook .jp-OutputPlaceholder .jp-Placeholder-contentContainer::before { content: "Show the answer"; }
    [data-jp-theme-light="false"] .lstm-course-notebook .jp-OutputArea-output figure img { border-radius: 6px; filter: brightness(0.92); }
    #jp-left-stack { min-width: 350px !important; }
  `;
  const BOXES = [
    [/^Predict:/, ["lstm-course-box", "lstm-course-predict"]],
    [/^Try it:/, ["lstm-course-box", "lstm-course-try"]],
    [/^Figure \d+\.\d+\./, ["lstm-course-caption"]],
  ];

  /** Mark the paragraphs of a rendered text that begin with one of the course's words. */
  function mark(text) {
    for (const paragraph of text.querySelectorAll(":scope > p")) {
      if (!/^(STRONG|EM)$/.test(paragraph.firstChild?.nodeName ?? "")) continue;
      for (const [beginning, names] of BOXES) if (beginning.test(paragraph.textContent)) paragraph.classList.add(...names);
    }
  }

  /** A notebook is the course's if it has the name of a lesson, in one of the course's folders. */
  const isOurs = (context) => /(^|\/)(notebooks|exercises|solutions)\/\d\d_\w+\.ipynb$/.test(context.path);

  const plugin = {
    id: "lstm-course:reading",
    description: "How the notebooks of the LSTM course look.",
    autoStart: true,
    activate(app) {
      const style = document.createElement("style");
      style.textContent = STYLE;
      document.head.append(style);
      app.docRegistry.addWidgetExtension("Notebook", {
        createNew(panel, context) {
          const place = panel.content.node;
          const look = () => place.classList.toggle("lstm-course-notebook", isOurs(context));
          const observer = new MutationObserver((changes) => {
            const texts = new Set();
            for (const { addedNodes, target } of changes) {
              const around = target.closest?.(".jp-RenderedMarkdown");
              if (around) texts.add(around);
              for (const node of addedNodes)
                if (node.nodeType === 1) for (const text of node.querySelectorAll(".jp-RenderedMarkdown")) texts.add(text);
            }
            texts.forEach(mark);
          });
          look();
          context.pathChanged.connect(look);
          if (isOurs(context)) observer.observe(place, { childList: true, subtree: true });
          return {
            isDisposed: false,
            dispose() {
              this.isDisposed = true;
              observer.disconnect();
              context.pathChanged.disconnect(look);
            },
          };
        },
      });
    },
  };

  const modules = { "./extension": { __esModule: true, default: plugin } };
  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["lstm-course"] = {
    init() {},
    async get(name) {
      return () => modules[name];
    },
  };
})();
