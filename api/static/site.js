// Adds to pages that work without it: saving at every change, copying links, exclusive boxes,
// progress of work without loading the page again.

const PAUSE = 900; // milliseconds without a key before what was typed is saved
const LOOK = 1500; // milliseconds between looks at work under way

class Autosave {
  constructor(form) {
    this.form = form;
    this.waiting = new Set(); // ids of questions changed since they were last sent
    this.sending = false;
    this.timer = 0;
    this.words = document.querySelector("[data-messages]").dataset;
    form.addEventListener("change", (event) => this.changed(event.target, 0));
    form.addEventListener("input", (event) => {
      if (event.target.matches("input:not([type=radio], [type=checkbox]), textarea")) {
        this.changed(event.target, PAUSE);
      }
    });
    form.addEventListener("click", (event) => this.clear(event));
    // Going on sends the whole page; nothing may still be under way with older values.
    form.addEventListener("submit", () => { clearTimeout(this.timer); this.waiting.clear(); });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.send();
    });
  }

  changed(field, pause) {
    const box = field.closest("[data-question]");
    if (!box) return;
    keepExclusive(box, field);
    this.waiting.add(box.dataset.question);
    this.say(this.words.saving);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.timer = 0; this.send(); }, pause);
  }

  clear(event) {
    const button = event.target.closest("[data-clear]");
    if (!button) return;
    event.preventDefault();
    const box = button.closest("[data-question]");
    for (const field of box.querySelectorAll("input[type=radio]")) field.checked = false;
    for (const field of box.querySelectorAll("select")) field.value = ""; // how sure of what is gone
    button.hidden = true;
    box.querySelector("input[type=radio]").focus();
    this.changed(button, 0);
  }

  async send() {
    if (this.sending || !this.waiting.size) return;
    const ids = [...this.waiting];
    this.waiting.clear();
    this.sending = true;
    try {
      this.show(await this.post(ids));
    } catch {
      for (const id of ids) this.waiting.add(id);
      this.say(this.words.failed, true);
    }
    this.sending = false;
    if (this.waiting.size && !this.failed && !this.timer) this.send();
  }

  async post(ids) {
    const body = new URLSearchParams();
    body.append("csrf", this.form.elements.csrf.value);
    for (const [name, value] of new FormData(this.form)) {
      if (ids.includes(name.split("#")[0])) body.append(name, value);
    }
    const headers = { Accept: "application/json" };
    const answer = await fetch(this.form.action, { method: "POST", body, headers, keepalive: true });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  show(reply) {
    for (const [id, question] of Object.entries(reply.questions)) this.update(id, question, reply);
    if (!this.waiting.size) this.say(reply.saved, reply.problems);
    this.form.querySelector("[data-state]").textContent = reply.state;
    const known = [...this.form.querySelectorAll("[data-question]")].map((box) => box.dataset.question);
    if (String(known) !== String(reply.order)) this.reorder(reply.order);
  }

  update(id, question, reply) {
    const box = boxOf(id);
    if (question.html) {
      const within = box.contains(document.activeElement);
      box.replaceWith(parse(question.html, id));
      if (within) boxOf(id).focus();
      return;
    }
    const errors = question.errors.map((text) => Object.assign(document.createElement("p"), { textContent: text }));
    box.querySelector("[data-errors]").replaceChildren(...errors);
    box.classList.toggle("wrong", errors.length > 0);
    for (const field of box.querySelectorAll(".figure input")) {
      if (errors.length) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
    const ratio = box.querySelector("[data-ratio]");
    if (ratio) ratio.textContent = question.ratio || "—";
    const clear = box.querySelector("[data-clear]");
    if (clear) clear.hidden = !question.answered;
    if (!errors.length) box.querySelector("[data-base]").value = reply.version;
  }

  // An answer has opened or closed other questions: take them from a fresh copy of the page.
  async reorder(order) {
    const page = await (await fetch(this.form.action, { headers: { Accept: "text/html" } })).text();
    for (const box of this.form.querySelectorAll("[data-question]")) {
      const busy = box.contains(document.activeElement) || box.matches(".wrong");
      if (!order.includes(box.dataset.question) && !busy) box.remove();
    }
    let last = null;
    for (const id of order) {
      let box = boxOf(id);
      if (!box) {
        box = parse(page, id);
        if (last) last.after(box);
        else this.form.querySelector("[data-question]").before(box);
      }
      last = box;
    }
  }

  say(text, failed = false) {
    this.failed = failed;
    const place = this.form.querySelector("[data-saved]");
    place.textContent = text;
    place.parentElement.classList.toggle("failed", failed);
  }
}

function boxOf(id, page = document) {
  return page.getElementById(`q-${id}`);
}

function parse(html, id) {
  return document.adoptNode(boxOf(id, new DOMParser().parseFromString(html, "text/html")));
}

// "None of these", "don't know" and "does not apply" stand alone: ticking one takes the others off.
function keepExclusive(box, field) {
  const alone = (other) => other.matches("[data-exclusive], .states input");
  if (field.type === "checkbox" && field.checked) {
    for (const other of box.querySelectorAll("input[type=checkbox]")) {
      if (other !== field && (alone(field) || alone(other))) other.checked = false;
    }
    if (field.closest(".states")) {
      for (const other of box.querySelectorAll(".figure input")) other.value = "";
    }
  } else if (field.closest(".figure") && field.value) {
    for (const other of box.querySelectorAll(".states input")) other.checked = false;
  }
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy"); // without TLS there is no clipboard to write to
  }
  button.textContent = button.dataset.done;
}

// A form whose page is worked out anew at every change; only the named part of it is replaced.
function renew(form) {
  let newest = 0;
  form.addEventListener("change", async () => {
    const mine = ++newest;
    const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    const answer = await fetch(`${form.getAttribute("action")}?${asked}`, { headers: { Accept: "text/html" } });
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = found.getElementById(form.dataset.renew);
    const errors = found.getElementById("errors");
    if (mine === newest && part) document.getElementById(form.dataset.renew).replaceChildren(...(errors ? [errors] : part.childNodes));
  });
}

// While work goes on, its box is taken from a fresh copy of the page; at the end all of the page.
async function watch(box) {
  while (box) {
    await new Promise((done) => setTimeout(done, LOOK));
    if (document.hidden) continue;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) continue;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = fresh.querySelector("[data-live]");
      if (!next) return location.reload();
      const bar = box.querySelector("progress");
      bar.max = next.querySelector("progress").max;
      bar.value = next.querySelector("progress").value;
      box.querySelector("label").textContent = next.querySelector("label").textContent;
    } catch {
      continue; // the server may be back at the next look
    }
  }
}

watch(document.querySelector("[data-live]"));

const form = document.querySelector("form[data-autosave]");
if (form) new Autosave(form);

for (const each of document.querySelectorAll("form[data-renew]")) renew(each);

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

document.getElementById("errors")?.focus();
