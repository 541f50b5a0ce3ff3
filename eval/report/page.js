// The list of questions: filter, sort, show a few at a time, and make elements of a question only when it is opened.
// Texts are never turned into markup here: what is inserted was escaped when the page was written.
"use strict";
(() => {
  const STEP = 50;
  const list = document.getElementById("questions");
  const island = document.getElementById("rows");
  if (list === null || island === null) return;
  const facts = JSON.parse(island.textContent);
  const rows = Array.from(list.children);
  const form = document.getElementById("filters");
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  let found = rows.map((_, number) => number);
  let limit = STEP;
  let resetting = false;

  const squeezed = (text) => text.normalize("NFKC").replace(/\s+/gu, "").toLowerCase();
  const value = (name) => (form.elements[name] === undefined ? "" : form.elements[name].value);

  function considered(fact) {
    const system = value("system");
    return (system === "" ? fact.answers : [fact.answers[Number(system)]]).filter((own) => own !== null);
  }

  function matches(fact, text) {
    for (const name of ["suite", "split", "kind", "change"]) {
      if (value(name) !== "" && fact[name] !== value(name)) return false;
    }
    const own = considered(fact);
    if (own.length === 0) return false;
    const outcome = value("outcome");
    if (outcome !== "" && !own.some((answer) => answer.outcome === outcome)) return false;
    return text === "" || fact.text.includes(text);
  }

  const seconds = (fact) => Math.max(-1, ...considered(fact).map((own) => own.seconds ?? -1));
  const worst = (fact) => Math.min(...considered(fact).map((own) => own.rank));
  const orders = {
    outcome: (a, b) => worst(facts[a]) - worst(facts[b]) || a - b,
    slow: (a, b) => seconds(facts[b]) - seconds(facts[a]) || a - b,
    fast: (a, b) => seconds(facts[a]) - seconds(facts[b]) || a - b,
  };

  function chooseColumns(row) {
    const only = form.elements.only.checked ? value("system") : "";
    for (const column of row.querySelectorAll(".answer")) column.hidden = only !== "" && column.dataset.slot !== only;
  }

  function fill(row) {
    const waiting = row.querySelector(":scope > noscript");
    if (waiting !== null) {
      const template = document.createElement("template");
      template.innerHTML = waiting.textContent;
      waiting.replaceWith(template.content);
    }
    chooseColumns(row);
  }

  function show() {
    const shown = found.slice(0, limit).map((number) => rows[number]);
    list.replaceChildren(...shown);
    shown.filter((row) => row.open).forEach(fill);
    count.textContent = `${rows.length} 問のうち ${found.length} 問が該当（${shown.length} 問を表示）`;
    more.hidden = found.length <= limit;
  }

  function update() {
    const text = squeezed(value("text"));
    found = rows.map((_, number) => number).filter((number) => matches(facts[number], text));
    const order = orders[value("order")];
    if (order !== undefined) found.sort(order);
    limit = STEP;
    show();
  }

  // A link to a question (#q12) opens it, wherever it stands in the list.
  function follow() {
    const match = /^#q(\d+)$/.exec(location.hash);
    const row = match === null ? undefined : rows[Number(match[1])];
    if (row === undefined) return;
    const place = found.indexOf(Number(match[1]));
    if (place < 0) {
      resetting = true;
      form.reset();
      resetting = false;
      update();
    }
    limit = Math.max(limit, found.indexOf(Number(match[1])) + 1);
    row.open = true;
    show();
    row.scrollIntoView();
  }

  // On paper stand all questions found, and the tables that are folded on the screen.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = Array.from(document.querySelectorAll(".rules, .more-tables, .cases")).filter((fold) => !fold.open);
    folded.forEach((fold) => { fold.open = true; });
    list.replaceChildren(...found.map((number) => rows[number]));
  });
  window.addEventListener("afterprint", () => {
    folded.forEach((fold) => { fold.open = false; });
    show();
  });

  let waiting = 0;
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(update, 120); });
  form.addEventListener("reset", () => { if (!resetting) setTimeout(update); });  // the fields change after this event
  more.addEventListener("click", () => {
    const next = limit;
    limit += STEP;
    show();
    rows[found[next]].querySelector("summary").focus();
  });
  list.addEventListener("toggle", (event) => {
    if (event.target.matches(".question") && event.target.open) fill(event.target);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement.closest(".term") !== null) document.activeElement.blur();
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      form.elements.text.focus();
    }
  });
  window.addEventListener("hashchange", follow);
  update();
  follow();
})();
