"use strict";
// Reasons on hover and focus, and the link between the two sides of an edit.
const tip = document.getElementById("tip");
const line = (tag, text) => {
  if (text) tip.append(Object.assign(document.createElement(tag), { textContent: text }));
};
let lit = [];
const hide = () => {
  lit.forEach((mark) => mark.classList.remove("lit"));
  lit = [];
  tip.hidden = true;
};
const show = (event) => {
  const mark = event.target.closest("article del, article ins");
  if (!mark) return;
  hide();
  const old = mark.dataset.for ? document.getElementById(mark.dataset.for) : mark;
  lit = [old, document.querySelector(`[data-for="${old.id}"]`)].filter(Boolean);
  lit.forEach((each) => each.classList.add("lit"));
  const { row, from, note, odds } = old.dataset;
  tip.replaceChildren();
  line("b", row);
  line("span", odds);
  line("span", from);
  line("span", note);
  tip.hidden = false;
  const at = mark.getClientRects()[0];
  const left = Math.min(Math.max(16, at.left), innerWidth - tip.offsetWidth - 16);
  const below = at.bottom + 8 + tip.offsetHeight < innerHeight;
  tip.style.left = `${left}px`;
  tip.style.top = `${below ? at.bottom + 8 : at.top - tip.offsetHeight - 8}px`;
};
for (const name of ["pointerover", "focusin"]) addEventListener(name, show);
for (const name of ["pointerout", "focusout", "scroll"]) addEventListener(name, hide, { passive: true });
addEventListener("keydown", (event) => event.key === "Escape" && hide());
