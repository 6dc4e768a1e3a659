// Choosing a model: facets hide the rows that do not fit; the view stands in the address.

const plainly = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

export function attachChoose(form) {
  const article = form.closest("article");
  const selects = [...form.querySelectorAll("select")];
  const words = form.elements.q;
  const status = article.querySelector("[data-kb-status]");
  const none = article.querySelector("[data-kb-none]");
  const groups = [...article.querySelectorAll("[data-kb-choices] > section")];
  const rows = groups.flatMap((group) => [...group.querySelectorAll("tbody tr")].map((row) => ({
    row,
    group,
    text: plainly(row.textContent),
    values: Object.fromEntries(selects.map(({ name }) => [name, new Set((row.dataset[name] ?? "").split(" "))])),
  })));

  const fits = (one, but = null) =>
    selects.every((select) => select === but || !select.value || one.values[select.name].has(select.value)) &&
    plainly(words.value).split(/\s+/).filter(Boolean).every((word) => one.text.includes(word));

  // Each option says how many models would be left, whatever else is chosen.
  function count(select) {
    const left = rows.filter((one) => fits(one, select));
    for (const option of select.options) {
      if (!option.value) continue;
      const number = left.filter((one) => one.values[select.name].has(option.value)).length;
      option.textContent = `${option.dataset.label} (${number})`;
      option.disabled = number === 0 && !option.selected;
    }
  }

  function show() {
    let shown = 0;
    for (const one of rows) {
      one.row.hidden = !fits(one);
      if (!one.row.hidden) shown += 1;
    }
    for (const group of groups) {
      const number = rows.filter((one) => one.group === group && !one.row.hidden).length;
      group.hidden = number === 0;
      group.querySelector("[data-kb-number]").textContent = number;
    }
    selects.forEach(count);
    none.hidden = shown > 0;
    status.textContent = shown === rows.length ? `All ${rows.length} models` : `${shown} of ${rows.length} models`;
    const chosen = new URLSearchParams([...selects, words].filter(({ value }) => value.trim()).map(({ name, value }) => [name, value.trim()]));
    const query = chosen.toString();
    history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
  }

  function read() {
    const asked = new URLSearchParams(location.search);
    for (const select of selects) {
      const value = asked.get(select.name) ?? "";
      select.value = [...select.options].some((option) => option.value === value) ? value : "";
    }
    words.value = asked.get("q") ?? "";
  }

  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show));
  form.querySelector("[data-kb-share]").addEventListener("click", async ({ target }) => {
    const label = target.dataset.kbLabel ??= target.textContent;
    try {
      await navigator.clipboard.writeText(location.href);
      target.textContent = "Copied";
    } catch {
      target.textContent = "Copy it from the address bar";
    }
    setTimeout(() => { target.textContent = label; }, 1800);
  });
  read();
  show();
}
