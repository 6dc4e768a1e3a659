// The jump box: names, acronyms and other names of every record and term, with tolerance for slips of the finger.

const plainly = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const squeezed = (text) => plainly(text).replace(/[^a-z0-9]+/g, "");
let names;

async function load(root) {
  const response = await fetch(new URL(`${root}names.json`, location.href));
  const { kinds, kind, address, name, aliases } = await response.json();
  return name.map((shown, i) => ({
    shown,
    kind: kinds[kind[i]],
    address: address[i],
    spellings: [shown, address[i].split("/").at(-2), ...(aliases[i] ? aliases[i].split("\t") : [])].map(squeezed),
  }));
}

/** How many insertions, deletions, replacements or swaps lie between two words; `limit + 1` when more than `limit`. */
export function distance(a, b, limit) {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before = [], last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > limit) return limit + 1;
    [before, last] = [last, row];
  }
  return last[b.length];
}

/** The best matches for a query: exact, then beginnings, then parts, then near misses. */
export function find(entries, query, most = 10) {
  const wanted = squeezed(query);
  if (!wanted) return [];
  const limit = wanted.length < 4 ? 0 : wanted.length < 8 ? 1 : 2;
  const rank = (spelling) => {
    if (spelling === wanted) return 0;
    if (spelling.startsWith(wanted)) return 1 + spelling.length / 1000;
    if (spelling.includes(wanted)) return 2 + spelling.length / 1000;
    if (!limit) return Infinity;
    // A slip in the beginning of a long name counts like one in a short name.
    const lengths = [wanted.length - 1, wanted.length, wanted.length + 1, spelling.length];
    const slips = Math.min(...lengths.map((length) => distance(wanted, spelling.slice(0, length), limit)));
    return slips <= limit ? 3 + slips / 10 : Infinity;
  };
  return entries
    .map((entry) => [Math.min(...entry.spellings.map(rank)), entry])
    .filter(([value]) => value < Infinity)
    .sort((a, b) => a[0] - b[0] || a[1].shown.localeCompare(b[1].shown))
    .slice(0, most)
    .map(([, entry]) => entry);
}

/** Turns a search field into a combobox. */
export function attachJumpBox(input, root) {
  const list = document.createElement("ul");
  list.className = "kb-jump";
  list.id = `${input.id}-list`;
  list.role = "listbox";
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-autocomplete", "list");
  let hits = [], chosen = -1;

  const go = (entry) => { location.href = new URL(root + entry.address, location.href).href; };
  const show = () => {
    list.replaceChildren(...hits.map((entry, i) => {
      const item = document.createElement("li");
      const kind = document.createElement("span");
      item.id = `${list.id}-${i}`;
      item.role = "option";
      item.textContent = entry.shown;
      kind.textContent = entry.kind;
      item.append(kind);
      item.setAttribute("aria-selected", String(i === chosen));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); go(entry); });
      return item;
    }));
    list.hidden = !hits.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (chosen >= 0) input.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
    else input.removeAttribute("aria-activedescendant");
  };
  const look = async () => {
    names ??= load(root);
    hits = find(await names, input.value);
    chosen = -1;
    show();
  };
  input.addEventListener("input", look);
  input.addEventListener("focus", look);
  input.addEventListener("blur", () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      chosen = hits.length ? (chosen + step + hits.length + (chosen < 0 && step < 0 ? 1 : 0)) % hits.length : -1;
      show();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      go(hits[chosen]);
    } else if (event.key === "Escape") {
      hits = [];
      show();
    }
  });
  if (input.value) look();
}
