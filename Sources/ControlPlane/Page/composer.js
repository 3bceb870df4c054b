// Writing a message and attaching files: by the button, by dropping them anywhere, or by pasting.

import { element, find, icon } from "./dom.js";
import { plural, size } from "./words.js";

const byteLimit = 16 * 1024 * 1024;
const fileLimit = 10;
const textTypes = { md: "text/markdown", markdown: "text/markdown", txt: "text/plain" };

export class Composer {
  #text = find("text");
  #chips = find("chips");
  #files = [];
  #reading = 0;
  #send;

  /** `send(text, files)` is called with what was written. */
  constructor(send) {
    this.#send = send;
    find("composer").addEventListener("submit", event => {
      event.preventDefault();
      this.#submit();
    });
    this.#text.addEventListener("keydown", event => {
      // On a phone Enter makes a new line, as in its other chats; the button sends.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || matchMedia("(hover: none)").matches) return;
      event.preventDefault();
      this.#submit();
    });
    this.#text.addEventListener("input", () => this.#fit());
    find("attach").addEventListener("click", () => find("file").click());
    find("file").addEventListener("change", event => {
      this.attach(event.target.files);
      event.target.value = "";
    });
    document.addEventListener("paste", event => {
      const files = event.clipboardData?.files ?? [];
      if (!files.length || find("app").hidden) return;
      event.preventDefault();
      this.attach(files);
    });
    this.#takeDrops();
    // Its height is only known once it is shown, and changes with its width.
    let width = 0;
    new ResizeObserver(() => {
      if (this.#text.clientWidth !== width) this.#fit();
      width = this.#text.clientWidth;
    }).observe(this.#text);
  }

  focus() { this.#text.focus(); }

  /** Takes files into the message that is being written. */
  async attach(files) {
    this.#note("");
    for (const file of files) {
      const total = this.#files.reduce((sum, known) => sum + known.size, file.size);
      if (this.#files.length >= fileLimit) return this.#note(`A message takes at most ${plural(fileLimit, "file")}.`);
      if (total > byteLimit) {
        this.#note(`${file.name} does not fit: the files of a message may have 16 MB together.`);
        continue;
      }
      const entry = { name: file.name, media_type: mediaType(file), size: file.size, data: null };
      this.#files.push(entry);
      this.#showFiles();
      this.#reading += 1;
      try { entry.data = await base64(file); } catch {
        this.#remove(entry);
        this.#note(`${file.name} cannot be read.`);
      }
      this.#reading -= 1;
      this.#fit();
    }
    this.focus();
  }

  #submit() {
    const text = this.#text.value.trim();
    const files = this.#files;
    if ((!text && !files.length) || this.#reading) return;
    this.#text.value = "";
    this.#files = [];
    this.#showFiles();
    this.#note("");
    this.#send(text, files);
    this.focus();
  }

  #remove(entry) {
    this.#files = this.#files.filter(other => other !== entry);
    this.#showFiles();
    this.focus();
  }

  #showFiles() {
    this.#chips.hidden = !this.#files.length;
    this.#chips.replaceChildren(...this.#files.map(file => element("li", {},
      icon("i-file"), element("span", { class: "file-name", textContent: file.name }),
      element("span", { class: "file-size", textContent: size(file.size) }),
      element("button", {
        type: "button", "aria-label": `Remove ${file.name}`, onclick: () => this.#remove(file),
      }, icon("i-close")))));
    this.#fit();
  }

  #note(text) {
    find("composer-note").textContent = text;
    find("composer-note").hidden = !text;
  }

  // The field grows with its text, up to a third of the window.
  #fit() {
    this.#text.style.height = "auto";
    this.#text.style.height = `${Math.min(this.#text.scrollHeight, innerHeight / 3)}px`;
    find("send").disabled = (!this.#text.value.trim() && !this.#files.length) || this.#reading > 0;
  }

  #takeDrops() {
    const isFiles = event => event.dataTransfer?.types.includes("Files") && !find("app").hidden;
    const drop = find("drop");
    document.addEventListener("dragover", event => {
      if (!isFiles(event)) return;
      event.preventDefault();
      drop.hidden = false;
    });
    document.addEventListener("dragleave", event => { if (!event.relatedTarget) drop.hidden = true; });
    document.addEventListener("drop", event => {
      drop.hidden = true;
      if (!isFiles(event)) return;
      event.preventDefault();
      this.attach(event.dataTransfer.files);
    });
  }
}

function mediaType(file) {
  return file.type || textTypes[file.name.split(".").pop().toLowerCase()] || "application/octet-stream";
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
