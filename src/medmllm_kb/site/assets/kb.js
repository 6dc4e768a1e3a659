// Everything that a page does with script: theme, copying, filtering, the jump box. No page needs it to be read.
(() => {
  const root = document.querySelector("[data-kb-root]")?.dataset.kbRoot ?? "./";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Theme
  for (const button of all("[data-kb-theme]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const dark = document.body.dataset.mdColorScheme !== "slate";
      document.body.dataset.mdColorScheme = dark ? "slate" : "default";
      try { localStorage.setItem("kb-theme", dark ? "dark" : "light"); } catch { /* private window */ }
    });
  }

  // A folder opened from disk has no server that would add index.html.
  if (location.protocol === "file:") {
    for (const link of all('a[href$="/"], a[href*="/#"]')) {
      if (link.protocol === "file:") link.href = link.href.replace(/\/(#|$)/, "/index.html$1");
    }
  }

  // Copying
  async function copy(button, text) {
    const label = button.dataset.kbLabel ??= button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Press Ctrl+C";
    }
    setTimeout(() => { button.textContent = label; }, 1800);
  }
  for (const button of all("[data-kb-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button, button.closest("section").querySelector(button.dataset.kbCopy).innerText));
  }
  let bibliography;
  for (const button of all("[data-kb-copy-key]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      bibliography ??= await (await fetch("../references.bib")).text();
      const key = button.dataset.kbCopyKey;
      const entry = bibliography.split(/\n(?=@)/).find((one) => one.slice(one.indexOf("{") + 1).startsWith(`${key},`));
      copy(button, entry?.trim() ?? "");
    });
  }
  for (const link of all("[data-kb-copy-file]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy BibTeX";
    button.addEventListener("click", async () => copy(button, await (await fetch(link.href)).text()));
    link.before(button);
  }

  // Filters of tables and lists
  const plainly = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  for (const input of all("[data-kb-filter]")) {
    const box = input.closest(".kb-filter");
    const list = box.parentElement.querySelector(".kb-table tbody, .kb-bibliography");
    const rows = [...list.children].map((row) => [row, plainly(row.textContent)]);
    const output = box.querySelector("output");
    const noun = output.textContent.replace(/^[\d\s]+/, "");
    box.hidden = false;
    input.addEventListener("input", () => {
      const words = plainly(input.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const [row, text] of rows) {
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) shown += 1;
      }
      output.textContent = shown === rows.length ? `${shown} ${noun}` : `${shown} of ${rows.length} ${noun}`;
    });
  }

  // Jump box and full-text search load only when somebody searches.
  for (const form of all("[data-kb-search]")) {
    const input = form.querySelector("input");
    input.addEventListener("focus", async () => {
      const { attachJumpBox } = await import(new URL(`${root}assets/kb-jump.js`, location.href).href);
      attachJumpBox(input, root);
    }, { once: true });
  }
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      document.querySelector("[data-kb-search] input")?.focus();
    }
  });
  const fulltext = document.querySelector("[data-kb-fulltext]");
  if (fulltext) import(new URL(`${root}assets/kb-search.js`, location.href).href).then((module) => module.attachSearch(fulltext, root));
  const calculator = document.querySelector("[data-kb-calculator]");
  if (calculator) import(new URL(`${root}assets/kb-calculator.js`, location.href).href).then((module) => module.attachCalculator(calculator));
  const choose = document.querySelector("[data-kb-choose]");
  if (choose) import(new URL(`${root}assets/kb-choose.js`, location.href).href).then((module) => module.attachChoose(choose));
})();
