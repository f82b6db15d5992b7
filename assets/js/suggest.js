// Suggestions while somebody types the name of a school: a list under the field, worked with the arrow keys.
// The form around the field searches without it, and Enter without a choice still searches.
//
//   <input type="search" data-suggestions="/find-school/suggestions">

const WAIT = 200; // milliseconds after the last key
const SHORTEST = 2; // letters

class Suggestions {
  constructor(input) {
    this.input = input;
    this.asked = 0;
    this.chosen = -1;
    this.list = document.createElement("ul");
    this.list.className = "rose-suggestions";
    this.list.id = `${input.id}-suggestions`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    this.told = document.createElement("div");
    this.told.className = "govuk-visually-hidden";
    this.told.setAttribute("role", "status");
    input.after(this.list, this.told);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("blur", () => this.close());
  }

  typed() {
    clearTimeout(this.waiting);
    const words = this.input.value.trim();
    if (words.length < SHORTEST) {
      this.close();
      return;
    }
    this.waiting = setTimeout(() => this.ask(words), WAIT);
  }

  async ask(words) {
    this.asked += 1;
    const mine = this.asked;
    const address = new URL(this.input.dataset.suggestions, window.location.href);
    address.searchParams.set("q", words);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      // An older answer may come after a newer one, and may come when the reader has gone on.
      if (answer.ok && mine === this.asked && document.activeElement === this.input) {
        this.show((await answer.json()).schools);
      }
    } catch {
      this.close(); // no network: the search button still says so
    }
  }

  show(schools) {
    this.chosen = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...schools.map((school, number) => this.option(school, number)));
    this.list.hidden = schools.length === 0;
    this.input.setAttribute("aria-expanded", String(schools.length > 0));
    this.told.textContent = schools.length
      ? `${schools.length} ${schools.length === 1 ? "suggestion" : "suggestions"}, use the arrow keys to choose`
      : "No suggestions";
  }

  option(school, number) {
    const option = document.createElement("li");
    option.className = "rose-suggestions__one";
    option.id = `${this.list.id}-${number}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.search = school.search;
    option.append(school.name);
    if (school.place) {
      const where = document.createElement("span");
      where.className = "rose-suggestions__where";
      where.textContent = school.place;
      option.append(" ", where);
    }
    // Before the field loses the focus, which closes the list.
    option.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.take(option);
    });
    return option;
  }

  pressed(event) {
    if (this.list.hidden) return;
    const options = [...this.list.children];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.chosen = this.chosen < 0 && step < 0 ? options.length - 1 : this.chosen + step;
      if (this.chosen >= options.length) this.chosen = -1;
      this.mark(options);
    } else if (event.key === "Enter" && this.chosen >= 0) {
      event.preventDefault();
      this.take(options[this.chosen]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    }
  }

  mark(options) {
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === this.chosen)));
    const option = options[this.chosen];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  take(option) {
    this.input.value = option.dataset.search;
    this.close();
    this.input.form.requestSubmit();
  }

  close() {
    clearTimeout(this.waiting);
    this.asked += 1;
    this.chosen = -1;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

for (const input of document.querySelectorAll("input[data-suggestions]")) {
  new Suggestions(input);
}
