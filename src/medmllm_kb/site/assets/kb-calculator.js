// The shape calculator: reads the form, evaluates chains, shows what comes out; the view stands in the address.
import { trace } from "./kb-trace.js";

const INPUTS = ["image_size", "tiles", "slices", "frames", "text_tokens"];

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const grouped = (number) => number.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** A large number in three digits with the largest unit that leaves at least one; exact below the first. */
export function short(number, units, base = 1000) {
  const power = Math.max(units.findLastIndex((_, n) => number >= BigInt(base) ** BigInt(n)), 0);
  return power === 0 ? `${grouped(number)}${units[0]}` : `${Number((Number(number) / base ** power).toPrecision(3))}${units[power]}`;
}
const count = (number) => short(number, ["", "k", "M", "B"]);
const work = (number) => short(number, ["", " k", " M", " G", " T", " P"]);
const flops = (number) => short(number, [" FLOPs", " kFLOPs", " MFLOPs", " GFLOPs", " TFLOPs", " PFLOPs"]);
const bytes = (number) => short(number, [" B", " KiB", " MiB", " GiB", " TiB"], 1024);

const shown = (quantity, form = grouped) => {
  if (quantity === null || quantity === undefined) return "";
  if ("unknown" in quantity) return make("span", { className: "kb-state kb-state--unchecked", title: quantity.unknown, textContent: "unknown" });
  return make("span", { textContent: form(quantity.value), title: form === grouped ? "" : grouped(quantity.value) });
};
const shape = (sizes) => sizes.map((one) => ("unknown" in one ? "?" : grouped(one.value))).join(" × ");
const share = (part, whole) => {
  const percent = (Number(part) * 100) / whole;
  return `${percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(2))} %`;
};

const cell = (label, content, numeric = true) => {
  const element = make("td", { className: numeric ? "kb-number" : "" }, content ?? "");
  element.dataset.label = label;
  return element;
};
const heading = (text, scope, numeric = false) => make("th", { scope, textContent: text, className: numeric ? "kb-number" : "" });

function totalsTable(sides, precision) {
  const at = (list) => list?.find((one) => one.precision === precision)?.bytes ?? null;
  const rows = [
    ["Pictures through the encoder", (t) => shown(t.images)],
    ["Visual tokens for each", (t) => shown(t.tokens_per_image)],
    ["Visual tokens in all", (t) => shown(t.visual_tokens)],
    ["Tokens in the language model", (t) => shown(t.sequence)],
    ["Of its context", (t) => (t.context && t.sequence && "value" in t.sequence ? `${share(t.sequence.value, t.context)} of ${grouped(t.context)}` : "unknown")],
    ["Parameters", (t) => shown(t.parameters, count)],
    ["Prefill", (t) => shown(t.flops, flops)],
    [`Key-value cache, ${precision}`, (t) => shown(at(t.kv_cache), bytes)],
    [`Weights, ${precision}`, (t) => shown(at(t.weights), bytes)],
  ];
  const head = make("thead", {}, make("tr", {}, heading("Total", "col"), ...sides.map((side) => heading(side.chain.name, "col", true))));
  const body = rows.map(([label, of]) => {
    const cells = sides.map((side) => cell(side.chain.name, side.result.errors.length ? "–" : of(side.result.totals)));
    return make("tr", {}, heading(label, "row"), ...cells);
  });
  return make("table", { className: "kb-table kb-totals" }, make("caption", { className: "kb-hidden", textContent: "Totals" }), head, make("tbody", {}, ...body));
}

function stepsTable({ chain, result }) {
  const columns = [["Step"], ["Leaves it"], ["Parameters", true], ["FLOPs", true], ["Tokens", true]];
  const head = make("thead", {}, make("tr", {}, ...columns.map(([text, numeric]) => heading(text, "col", numeric))));
  const body = result.steps.map((step) => {
    const name = heading(step.title, "row");
    if (step.component) name.append(" ", make("a", { className: "kb-aside", href: `../components/${step.component}/`, textContent: step.component }));
    return make("tr", { className: step.is_run ? "" : "kb-beside" }, name, cell("Leaves it", shape(step.shape), false),
      cell("Parameters", shown(step.parameters, count)), cell("FLOPs", step.is_run ? shown(step.flops, work) : ""), cell("Tokens", shown(step.tokens)));
  });
  return make("table", { className: "kb-table kb-trace-steps" }, make("caption", { className: "kb-hidden", textContent: `Steps of ${chain.name}` }), head, make("tbody", {}, ...body));
}

function panel(side) {
  const { chain, result } = side;
  const title = make("h2", {}, make("a", { href: `../models/${chain.id}/`, textContent: chain.name }));
  if (result.errors.length) return make("section", { className: "kb-panel" }, title, ...result.errors.map((one) => make("p", { className: "kb-issue", textContent: one })));
  const notes = result.notes.length ? [make("ul", { className: "kb-notes" }, ...result.notes.map((one) => make("li", { textContent: one })))] : [];
  return make("section", { className: "kb-panel" }, title, stepsTable(side), ...notes);
}

/** What has changed, for those who hear the page. */
const spoken = ({ chain, result }) =>
  result.errors.length ? `${chain.name}: ${result.errors.join(" ")}.` : `${chain.name}: ${shown(result.totals.visual_tokens).textContent} visual tokens.`;

/** Connects the form of the calculator with the chains that lie beside its page. */
export function attachCalculator(form) {
  const results = document.querySelector("[data-kb-results]");
  const status = document.querySelector("[data-kb-status]");
  const field = (name) => form.elements.namedItem(name);
  const chains = new Map();
  const chain = (id) => {
    if (!chains.has(id)) chains.set(id, fetch(`${id}.json`).then((answer) => { if (!answer.ok) throw new Error(id); return answer.json(); }));
    return chains.get(id);
  };

  function fromAddress() {
    const wanted = new URLSearchParams(location.search);
    for (const name of ["model", "with", ...INPUTS, "precision"]) {
      const given = wanted.get(name);
      if (given !== null) field(name).value = given;
    }
    if (!field("model").value) field("model").selectedIndex = 0;
    if (!field("precision").value) field("precision").value = "bfloat16";
  }

  function toAddress() {
    const view = new URLSearchParams();
    for (const name of ["model", "with", ...INPUTS]) if (field(name).value) view.set(name, field(name).value);
    if (field("precision").value !== "bfloat16") view.set("precision", field("precision").value);
    history.replaceState(null, "", `?${view}`);
  }

  const given = () => Object.fromEntries(INPUTS.filter((name) => /^\d+$/.test(field(name).value)).map((name) => [name, BigInt(field(name).value)]));

  function offerInputs(shownChains) {
    for (const name of INPUTS) {
      const inputs = shownChains.map((one) => one.inputs.find((input) => input.name === name)).filter((one) => one?.applies);
      field(name).disabled = inputs.length === 0;
      const usual = [...new Set(inputs.map((one) => grouped(one.default)))].join(" / ");
      field(name).placeholder = inputs.length ? usual : "not used";
      field(name).title = [...new Set(inputs.map((one) => one.meaning))].join("; ");
    }
  }

  let latest = 0;
  async function update() {
    const turn = ++latest;
    const wrong = INPUTS.map(field).find((input) => !input.disabled && !input.validity.valid);
    if (wrong) { results.replaceChildren(make("p", { className: "kb-issue", textContent: `${wrong.closest("label").firstChild.textContent.trim()}: ${wrong.validationMessage}` })); return; }
    toAddress();
    const ids = [field("model").value, field("with").value].filter((id, index, all) => id && all.indexOf(id) === index);
    let loaded;
    try {
      loaded = await Promise.all(ids.map(chain));
    } catch {
      results.replaceChildren(make("p", { className: "kb-issue", textContent: "The chains could not be loaded. A site opened from a local folder cannot read them; serve it with a web server." }));
      return;
    }
    if (turn !== latest) return;
    offerInputs(loaded);
    const sides = loaded.map((one) => ({ chain: one, result: trace(one, given()) }));
    const panels = make("div", { className: "kb-panels" }, ...sides.map(panel));
    results.replaceChildren(totalsTable(sides, field("precision").value), panels);
    status.textContent = sides.map(spoken).join(" ");
  }

  form.hidden = false;
  fromAddress();
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    const kept = [field("model").value, field("with").value];
    setTimeout(() => { [field("model").value, field("with").value] = kept; update(); });
  });
  const share = form.querySelector("[data-kb-share]");
  share.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(location.href); share.textContent = "Copied"; } catch { share.textContent = "Press Ctrl+L, Ctrl+C"; }
    setTimeout(() => { share.textContent = "Copy the address of this view"; }, 1800);
  });
  addEventListener("popstate", () => { fromAddress(); update(); });
  update();
}
