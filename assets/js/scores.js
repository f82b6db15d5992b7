// The grid of scores, as fast as typing: a letter is an answer and moves on, arrows move about,
// Enter begins the next paper, and each paper's marks are added up as it is typed.

const form = document.querySelector("[data-rose-scores]");

const ANSWERS = { t: "t", 1: "t", f: "f", 2: "f", n: "n", 3: "n", "?": "n" };

if (form) {
  const table = form.querySelector("table");
  const rows = [...table.tBodies[0].rows];
  const grid = rows.map((row) => [...row.querySelectorAll("input.rose-cell")]);
  const place = new Map();
  grid.forEach((cells, y) => cells.forEach((cell, x) => place.set(cell, { x, y })));

  const right = [...table.querySelectorAll("thead th[data-right]")].map((head) => head.dataset.right);
  const totals = rows.map((row) => [...row.querySelectorAll("[data-rose-total]")]);
  let unsaved = false;

  function cellAt(x, y) {
    return grid[y]?.[x];
  }

  function goTo(cell) {
    if (cell) {
      cell.focus();
      cell.select();
    }
    return Boolean(cell);
  }

  /** The next cell on the paper, then the first of the next paper. */
  function after({ x, y }) {
    return cellAt(x + 1, y) ?? cellAt(0, y + 1);
  }

  function before({ x, y }) {
    return cellAt(x - 1, y) ?? grid[y - 1]?.at(-1);
  }

  /** Marks of the papers in one row; with two waves each has its own half of the cells. */
  function addUp(y) {
    const perPaper = grid[y].length / totals[y].length;
    totals[y].forEach((total, paper) => {
      let answered = 0;
      let correct = 0;
      for (let x = paper * perPaper; x < (paper + 1) * perPaper; x += 1) {
        const answer = ANSWERS[grid[y][x].value.toLowerCase()];
        if (right[x] && answer) {
          answered += 1;
          correct += answer === right[x] ? 1 : 0;
        }
      }
      total.textContent = answered ? `${correct} of ${answered}` : "";
    });
  }

  /** Puts an answer into a cell; false when what was typed is none. */
  function write(cell, typed) {
    const answer = typed === "" ? "" : ANSWERS[typed.toLowerCase()];
    const known = answer !== undefined;
    cell.value = known ? answer : typed;
    cell.toggleAttribute("aria-invalid", false);
    if (!known) {
      cell.setAttribute("aria-invalid", "true");
    }
    unsaved = true;
    addUp(place.get(cell).y);
    return known;
  }

  table.addEventListener("focusin", (event) => event.target.select?.());

  table.addEventListener("input", ({ target }) => {
    if (!place.has(target)) {
      return;
    }
    const typed = target.value.trim().slice(-1);
    if (write(target, typed) && typed !== "") {
      goTo(after(place.get(target)));
    }
  });

  table.addEventListener("keydown", (event) => {
    const here = place.get(event.target);
    if (!here || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const { x, y } = here;
    const moves = {
      ArrowRight: () => goTo(after(here)),
      ArrowLeft: () => goTo(before(here)),
      ArrowDown: () => goTo(cellAt(x, y + 1)),
      ArrowUp: () => goTo(cellAt(x, y - 1)),
      Enter: () => goTo(cellAt(0, y + 1)) || form.querySelector("button[type=submit]").focus() || true,
      Home: () => goTo(cellAt(0, y)),
      End: () => goTo(grid[y].at(-1)),
      Backspace: () => event.target.value === "" && goTo(before(here)),
    };
    if (moves[event.key]?.()) {
      event.preventDefault();
    }
  });

  /** A run of letters from a spreadsheet or a note fills the cells one after the other. */
  table.addEventListener("paste", (event) => {
    let cell = event.target;
    const letters = (event.clipboardData?.getData("text") ?? "").replace(/[\s,;]/g, "");
    if (!place.has(cell) || letters.length < 2) {
      return;
    }
    event.preventDefault();
    for (const letter of letters) {
      if (!cell) {
        break;
      }
      write(cell, letter);
      cell = after(place.get(cell));
    }
    goTo(cell);
  });

  form.addEventListener("submit", () => {
    unsaved = false;
  });

  window.addEventListener("beforeunload", (event) => {
    if (unsaved) {
      event.preventDefault();
    }
  });

  grid.forEach((_, y) => addUp(y));
}
