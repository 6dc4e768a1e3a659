// Full-text search on its own page, with the index that Pagefind made; the query stands in the address.

const PAGE = 5;

/** Connects the form of the search page with the index. */
export async function attachSearch(form, root) {
  const input = form.querySelector("input");
  const list = document.querySelector("[data-kb-fulltext-hits]");
  const count = document.querySelector("[data-kb-fulltext-count]");
  let pagefind;
  try {
    pagefind = await import(new URL(`${root}pagefind/pagefind.js`, location.href).href);
  } catch {
    count.textContent = "This copy of the site was built without full-text search.";
    return;
  }
  await pagefind.options({ excerptLength: 24 });

  const item = (hit) => {
    const entry = document.createElement("li");
    const title = document.createElement("h2");
    const link = document.createElement("a");
    const excerpt = document.createElement("p");
    link.href = hit.url;
    link.textContent = hit.meta.title;
    title.append(link);
    excerpt.innerHTML = hit.excerpt; // escaped by Pagefind but for its own <mark>
    entry.append(title, excerpt);
    return entry;
  };

  async function search(query) {
    list.replaceChildren();
    count.textContent = "";
    if (!query.trim()) return;
    const { results } = await pagefind.search(query);
    count.textContent = results.length === 1 ? "1 page" : `${results.length} pages`;
    let shown = 0;
    const more = document.createElement("button");
    more.type = "button";
    more.className = "kb-button";
    more.textContent = "More";
    const next = async () => {
      const hits = await Promise.all(results.slice(shown, shown + PAGE).map((result) => result.data()));
      list.append(...hits.map(item));
      shown += hits.length;
      if (shown < results.length) list.after(more);
      else more.remove();
    };
    more.onclick = next;
    await next();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.pushState(null, "", `?q=${encodeURIComponent(input.value)}`);
    search(input.value);
  });
  const fromAddress = () => {
    input.value = new URLSearchParams(location.search).get("q") ?? "";
    search(input.value);
  };
  addEventListener("popstate", fromAddress);
  fromAddress();
}
