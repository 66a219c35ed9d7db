// Dropping files and folders, sending them, and asking how far a job is.  Without it forms and links work as they are.
"use strict";

const named = (file) => file.deskPath || file.webkitRelativePath || file.name;

// Every file behind what was dropped, folders walked, each with its path below what was dropped.
async function dropped(items) {
  const found = [];
  const walk = async (entry) => {
    if (entry.isFile) {
      const file = await new Promise((good, bad) => entry.file(good, bad));
      file.deskPath = entry.fullPath.replace(/^\//, "");
      found.push(file);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((good, bad) => reader.readEntries(good, bad));
      if (!some.length) return;
      for (const one of some) await walk(one);
    }
  };
  const entries = [...items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
  for (const entry of entries) await walk(entry);
  return found;
}

function dropArea(area) {
  const input = area.querySelector("input[type=file]");
  const list = area.querySelector("[data-chosen]");
  const folder = area.querySelector("[data-folder]");
  area.files = [];
  const choose = (files) => {
    area.files = [...files];
    const bytes = area.files.reduce((sum, file) => sum + file.size, 0);
    const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
    const lines = area.files.slice(0, 5).map(named);
    lines.push(list.dataset.count.replace("#", area.files.length).replace("@", size));
    list.replaceChildren(...(area.files.length ? lines : []).map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    }));
  };
  input.addEventListener("change", () => choose(input.files));
  folder.hidden = false;
  folder.addEventListener("click", () => {
    const other = document.createElement("input");
    other.type = "file";
    other.webkitdirectory = true;
    other.addEventListener("change", () => choose(other.files));
    other.click();
  });
  for (const name of ["dragenter", "dragover"]) {
    area.addEventListener(name, (event) => { event.preventDefault(); area.classList.add("over"); });
  }
  area.addEventListener("dragleave", () => area.classList.remove("over"));
  area.addEventListener("drop", async (event) => {
    event.preventDefault();
    area.classList.remove("over");
    const plain = [...event.dataTransfer.files];  // gone after the first await
    const files = await dropped(event.dataTransfer.items);
    choose(files.length ? files : plain);
  });
}

function sender(form) {
  const status = form.querySelector("[data-status]");
  const button = form.querySelector("button.main");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const data = new FormData(form);
    data.delete("files");
    for (const file of form.querySelector("[data-drop]").files) data.append("files", file, named(file));
    button.disabled = true;
    status.className = "";
    status.textContent = status.dataset.sending;
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (answer.ok) { location.assign(told.location); return; }
      status.textContent = told.message;
    } catch {
      status.textContent = status.dataset.failed;
    }
    status.className = "bad";
    button.disabled = false;
  });
}

// Whether the reader has put something into a form, which a new page would lose.
const begun = () => [...document.querySelectorAll("[data-drop]")].some((area) => area.files.length)
  || [...document.querySelectorAll("textarea")].some((text) => text.value);

async function follow(box) {
  const bar = box.querySelector("progress");
  const told = box.querySelector("[data-told]");
  for (let wait = 400; ; wait = Math.min(wait * 1.2, 2000)) {
    await new Promise((good) => setTimeout(good, wait));
    try {
      const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.status === 404) { location.reload(); return; }
      const found = await answer.json();
      if (found.over && !begun()) { location.reload(); return; }
      if (found.over) { told.textContent = found.told; bar.remove(); return; }
      if (told.textContent !== found.told) told.textContent = found.told;
      if (found.total) { bar.max = found.total; bar.value = found.done; } else bar.removeAttribute("value");
    } catch { /* the server is away: it may come back */ }
  }
}

document.querySelectorAll("[data-drop]").forEach(dropArea);
document.querySelectorAll("form[data-send]").forEach(sender);
document.querySelectorAll("[data-progress]").forEach(follow);
// A file dropped beside its field would replace the page.
for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
