// The register, a little quicker with a script: all present without loading the page again, a count
// that keeps up, and a question before marks that were not saved are left behind.

const form = document.querySelector("[data-rose-register]");

if (form) {
  const rows = [...form.querySelectorAll(".rose-register__row")];
  const tally = form.querySelector("[data-rose-tally]");
  const allPresent = form.querySelector("[data-rose-all-present]");
  let unsaved = Boolean(new URLSearchParams(location.search).get("start"));

  const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

  function showTally() {
    const chosen = rows.map((row) => row.querySelector("input[type=radio]:checked"));
    const attended = chosen.filter((input) => input?.dataset.attended === "yes").length;
    const unmarked = chosen.filter((input) => !input).length;
    const state = unsaved ? " Not saved yet." : "";
    tally.textContent = `${count(rows.length, "line")}, ${attended} attended, ${unmarked} without a mark.${state}`;
  }

  form.addEventListener("change", () => {
    unsaved = true;
    showTally();
  });

  allPresent?.addEventListener("click", (event) => {
    event.preventDefault();
    for (const row of rows) {
      if (!row.querySelector("input[type=radio]:checked")) {
        row.querySelector("input[value=present]").checked = true;
      }
    }
    unsaved = true;
    showTally();
    rows[0]?.querySelector("input:checked")?.focus({ preventScroll: true });
  });

  form.addEventListener("submit", () => {
    unsaved = false;
  });

  window.addEventListener("beforeunload", (event) => {
    if (unsaved) {
      event.preventDefault();
    }
  });

  showTally();
}
