/* Keeps what is typed into form[data-keep-draft] in this browser until the site says it was saved, so that a
   lost connection or an ended session loses nothing. Never kept: passwords, what is to be sealed, and any row
   that is not public. */
(() => {
  "use strict";

  const PREFIX = "kept-form:";
  const LONGEST = 14 * 24 * 60 * 60 * 1000;
  const PAUSE = 400;

  const storage = (() => {
    try {
      window.localStorage.getItem(PREFIX);
      return window.localStorage;
    } catch {
      return null;
    }
  })();
  if (!storage) return;

  const keyOf = (person, path) => `${PREFIX}${person}:${path}`;
  const keys = (start) => Object.keys(storage).filter((key) => key.startsWith(start));
  const forget = (key) => storage.removeItem(key);
  const read = (key) => {
    try {
      return JSON.parse(storage.getItem(key));
    } catch {
      return null;
    }
  };

  const isPublic = (field) => {
    const visibility = field.closest("[data-row]")?.querySelector("[name$='-visibility']");
    return !visibility || visibility.value === "public";
  };
  const isKept = (field) =>
    field.name &&
    !("neverKept" in field.dataset) &&
    !["password", "file", "submit", "button"].includes(field.type) &&
    (field.type !== "hidden" || "keep" in field.dataset) &&
    isPublic(field);
  const valueOf = (field) => (field.type === "checkbox" ? field.checked : field.value);
  const typed = (form) =>
    Object.fromEntries([...form.elements].filter(isKept).map((field) => [field.name, valueOf(field)]));

  const put = (form, values) => {
    form.dispatchEvent(new CustomEvent("rows-needed", { detail: Object.keys(values) }));
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements.namedItem(name);
      if (!field) continue;
      if (field.type === "checkbox") field.checked = value;
      else field.value = value;
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };

  /* Whether anything a person typed differs; keys and versions travel with it but do not count. */
  const differs = (form, values, present) =>
    Object.entries(values).some(([name, value]) => {
      const isHidden = form.elements.namedItem(name)?.type === "hidden";
      return !isHidden && value !== (present[name] ?? "") && !(name.endsWith("-visibility") && !(name in present));
    });

  const offer = (form, kept, key) => {
    const template = form.querySelector("template[data-offer]");
    const box = template.content.firstElementChild.cloneNode(true);
    box.querySelector("time").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang);
    box.querySelector("[data-restore]").addEventListener("click", () => {
      put(form, kept.values);
      box.remove();
      form.querySelector("select, input:not([type=hidden]), textarea")?.focus();
    });
    box.querySelector("[data-forget]").addEventListener("click", () => {
      forget(key);
      box.remove();
    });
    template.after(box);
  };

  const watch = (form) => {
    const key = keyOf(form.dataset.keepDraft, form.elements.namedItem("kept_at")?.value ?? location.pathname);
    const blank = typed(form);
    const kept = read(key);
    if (kept && differs(form, kept.values, blank)) offer(form, kept, key);

    let timer;
    let touched = false;
    const keep = () => {
      clearTimeout(timer);
      if (touched) storage.setItem(key, JSON.stringify({ at: Date.now(), values: typed(form) }));
    };
    const later = () => {
      touched = true;
      clearTimeout(timer);
      timer = setTimeout(keep, PAUSE);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", () => {
      touched = true;
      keep();
    });
    addEventListener("pagehide", keep);
  };

  for (const key of keys(PREFIX)) {
    if (!(Date.now() - read(key)?.at < LONGEST)) forget(key);
  }
  for (const saved of document.querySelectorAll("[data-saved-form]")) {
    forget(keyOf(saved.dataset.person, saved.dataset.savedForm));
  }
  for (const form of document.querySelectorAll("form[data-keep-draft]")) watch(form);
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", () => keys(keyOf(form.dataset.signOut, "")).forEach(forget));
  }
})();
