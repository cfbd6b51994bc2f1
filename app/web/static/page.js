// The page works without this file. It adds: dropping a file anywhere in the zone, its name, a
// check of its size before a slow line carries it, a sign that the work has begun, and the
// cấp học that belong to the chosen kind of school.
"use strict";

document.documentElement.classList.add("js");

const form = document.querySelector(".drop-form");
if (form) {
  const zone = form.querySelector(".drop");
  const input = form.querySelector("#form");
  const chosen = form.querySelector(".chosen");
  const working = form.querySelector(".working");
  const button = form.querySelector("button[type=submit]");
  const most = Number(form.dataset.maxMegabytes);
  const hint = chosen.textContent;

  const problem = (file) => {
    if (!/\.xlsx$/i.test(file.name)) {
      return "Hãy chọn phiếu Excel có đuôi .xlsx; tệp đang chọn là “" + file.name + "”.";
    }
    if (file.size > most * 1048576) {
      return "Tệp lớn hơn " + most + " MB, không thể là phiếu đã điền.";
    }
    return "";
  };
  const show = () => {
    const file = input.files[0];
    const wrong = file ? problem(file) : "";
    input.setCustomValidity(wrong);
    chosen.classList.toggle("bad", wrong !== "");
    chosen.textContent = wrong || (file ? "Đã chọn: " + file.name : hint);
  };
  const rest = () => {
    working.hidden = true;
    button.disabled = false;
    button.textContent = "Chấm phiếu";
  };

  input.addEventListener("change", show);
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    zone.addEventListener(name, () => zone.classList.remove("over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      show();
      button.focus();
    }
  });
  form.addEventListener("submit", () => {
    working.hidden = false;
    button.disabled = true;
    button.textContent = "Đang chấm…";
  });
  // Coming back with the browser's own button finds the page as it was left: working.
  window.addEventListener("pageshow", rest);
  show();
}

const kind = document.querySelector("#kind");
if (kind) {
  const boxes = document.querySelectorAll("input[name='cap-hoc']");
  const fit = () => {
    const levels = kind.selectedOptions[0].dataset.levels.split(" ");
    for (const box of boxes) {
      const possible = levels.includes(box.value);
      box.disabled = !possible;
      if (!possible) {
        box.checked = false;
      }
    }
    boxes[0].closest("fieldset").hidden = levels.length < 2;
  };
  if (boxes.length) {
    kind.addEventListener("change", fit);
    fit();
  }
}
