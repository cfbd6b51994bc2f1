// Files of evidence over a bad line. The plain form beside it works without this file. It adds, by
// tus-js-client (vendor/): several files at once, progress, a pause, and going on where it stopped
// after the line broke or the page was loaded again.
"use strict";

(() => {
  const form = document.querySelector("form[data-uploads]");
  if (!form || !window.tus || !tus.isSupported) {
    return;
  }
  const input = form.querySelector("input[type=file]");
  const endpoint = new URL(form.dataset.uploads, location.href).href;
  const kept = tus.defaultOptions.urlStorage;
  // An address is forgotten when its file is there or was given up, not by a session that ended.
  const storage = {
    findAllUploads: () => kept.findAllUploads(),
    findUploadsByFingerprint: (print) => kept.findUploadsByFingerprint(print),
    addUpload: (print, upload) => kept.addUpload(print, upload),
    removeUpload: () => Promise.resolve(),
  };
  const forget = (address) =>
    kept.findAllUploads().then((all) => {
      for (const one of all.filter((found) => found.uploadUrl === address)) {
        kept.removeUpload(one.urlStorageKey);
      }
    });
  // What the service does not hear of expires there by itself; it may still be taking a part in.
  const end = (address) => tus.Upload.terminate(address, { retryDelays: AGAIN }).catch(() => {});
  const CHUNK = 8 * 1048576; // a proxy that holds a request back loses no more than this
  const AT_ONCE = 3;
  const AGAIN = [0, 1000, 3000, 5000, 10000, 20000]; // past the 15 s that a dead worker's lease lasts

  const list = document.createElement("ul");
  list.className = "sending";
  list.setAttribute("aria-label", "Các tệp đang gửi");
  form.after(list);
  const rows = new Set();

  const size = (bytes) => (bytes / 1048576).toFixed(1).replace(".", ",");
  const so_far = (sent, all) => "đã gửi " + size(sent) + "/" + size(all) + " MB";

  // One line of the list: name, progress, what is happening, and what one may do.
  const line = (name) => {
    const item = document.createElement("li");
    const title = document.createElement("strong");
    const bar = document.createElement("progress");
    const said = document.createElement("span");
    const ways = document.createElement("span");
    title.textContent = name;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", "Tiến độ gửi " + name);
    said.className = "said-of";
    said.setAttribute("role", "status");
    ways.className = "ways";
    item.append(title, bar, said, ways);
    list.append(item);
    const button = (text, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button";
      made.textContent = text;
      const of = document.createElement("span");
      of.className = "unseen";
      of.textContent = " " + name;
      made.append(of);
      made.addEventListener("click", act);
      return made;
    };
    return {
      item,
      tell: (text, ...buttons) => {
        said.textContent = text;
        said.classList.remove("trouble");
        ways.replaceChildren(...buttons.map((one) => button(...one)));
      },
      wrong: (text, ...buttons) => {
        said.textContent = text;
        said.classList.add("trouble");
        ways.replaceChildren(...buttons.map((one) => button(...one)));
      },
      far: (sent, all) => {
        bar.value = all ? sent / all : 0;
      },
      progress: (text) => {
        said.textContent = text;
      },
    };
  };

  // The service's own sentence of a refusal, or nothing if it gave none.
  const refusal = (answer) => {
    try {
      const problem = JSON.parse(answer.getBody());
      const reasons = (problem.reasons || []).map((one) => one.message);
      return { code: problem.code, text: [problem.detail, ...reasons].filter(Boolean).join(" ") };
    } catch {
      return { code: "", text: "" };
    }
  };

  const worth_again = (error) => {
    const answer = error.originalResponse;
    if (!navigator.onLine) {
      return false;
    }
    if (!answer || answer.getStatus() === 0) {
      return true;
    }
    const busy = ["upload-busy", "upload-offset"].includes(refusal(answer).code);
    return busy || [502, 503, 504].includes(answer.getStatus());
  };

  const begin_next = () => {
    const going = [...rows].filter((one) => one.state === "going").length;
    for (const one of [...rows].filter((found) => found.state === "waiting").slice(0, Math.max(0, AT_ONCE - going))) {
      one.go();
    }
  };

  // The list of files on the page, as the service has it now; what was typed elsewhere stays.
  const refresh = async () => {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (!answer.ok) {
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = document.querySelector("#cac-tep");
    const then = fresh.querySelector("#cac-tep");
    if (now && then) {
      now.replaceWith(then);
    }
  };

  const send = (file) => {
    const shown = line(file.name);
    const row = { state: "waiting" };
    rows.add(row);
    const drop = () => {
      rows.delete(row);
      shown.item.remove();
      begin_next();
    };
    const give_up = async () => {
      row.state = "over";
      const address = upload.url;
      await upload.abort();
      drop();
      if (address) {
        await forget(address);
        await end(address);
      }
    };
    const pause = async () => {
      row.state = "paused";
      await upload.abort();
      shown.tell("tạm dừng, " + last, ["Gửi tiếp", row.go], ["Bỏ", give_up]);
      begin_next();
    };
    let last = so_far(0, file.size);
    const upload = new tus.Upload(file, {
      endpoint,
      metadata: { filename: file.name, filetype: file.type },
      chunkSize: CHUNK,
      retryDelays: AGAIN,
      urlStorage: storage,
      onShouldRetry: worth_again,
      onProgress: (sent, all) => {
        if (row.state !== "going") {
          return;
        }
        last = so_far(sent, all);
        shown.far(sent, all);
        shown.progress(sent === all ? "đã gửi hết, máy chủ đang kiểm tra tệp…" : last);
      },
      onSuccess: async () => {
        row.state = "done";
        await forget(upload.url);
        shown.far(1, 1);
        shown.tell("đã gửi xong " + size(file.size) + " MB");
        begin_next();
        await refresh();
      },
      onError: (error) => {
        const answer = error.originalResponse;
        const why = answer ? refusal(answer) : { code: "", text: "" };
        if (!answer || answer.getStatus() === 0 || answer.getStatus() >= 502) {
          row.state = navigator.onLine ? "paused" : "offline";
          const text = navigator.onLine ? "Máy chủ chưa trả lời, " : "Mất mạng, có mạng lại sẽ tự gửi tiếp; ";
          shown.wrong((why.text ? why.text + " " : text) + last, ["Gửi tiếp", row.go], ["Bỏ", give_up]);
        } else {
          const again = answer.getStatus() === 401 || answer.getStatus() === 409;
          row.state = again ? "paused" : "over";
          const text = why.text || "Máy chủ không nhận tệp này (" + answer.getStatus() + ").";
          shown.wrong(text, ...(again ? [["Gửi tiếp", row.go]] : []), ["Bỏ", give_up]);
        }
        begin_next();
      },
    });
    row.go = () => {
      row.state = "going";
      shown.tell(last, ["Tạm dừng", pause], ["Bỏ", give_up]);
      upload.start();
    };
    shown.tell("đang chờ đến lượt", ["Bỏ", give_up]);
    upload.findPreviousUploads().then((found) => {
      if (found.length) {
        const latest = found.reduce((a, b) => (a.creationTime > b.creationTime ? a : b));
        upload.resumeFromPreviousUpload(latest);
        for (const one of [...rows].filter((other) => other.address === latest.uploadUrl)) {
          one.drop();
        }
      }
      begin_next();
    });
  };

  // What an earlier visit left unfinished: a browser gives the file's bytes only when it is chosen again.
  const remember = async () => {
    for (const one of await kept.findAllUploads()) {
      if (!one.uploadUrl || !one.uploadUrl.startsWith(endpoint + "/")) {
        continue;
      }
      const answer = await fetch(one.uploadUrl, { headers: { Accept: "application/json" } }).catch(() => null);
      const found = answer && answer.ok ? await answer.json() : null;
      if ((found && found.state !== "coming") || (answer && answer.status === 410)) {
        kept.removeUpload(one.urlStorageKey);
        continue;
      }
      if (!found) {
        continue; // another person's on this machine, or no line now
      }
      const shown = line(found.file_name);
      const row = { state: "left", address: one.uploadUrl };
      row.drop = () => {
        rows.delete(row);
        shown.item.remove();
      };
      rows.add(row);
      shown.far(found.received, found.length);
      const give_up = async () => {
        row.drop();
        kept.removeUpload(one.urlStorageKey);
        await end(one.uploadUrl);
      };
      const text = "gửi dở, " + so_far(found.received, found.length) + ". Chọn lại đúng tệp này để gửi tiếp.";
      shown.tell(text, ["Bỏ", give_up]);
    }
  };

  input.multiple = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const file of [...input.files]) {
      send(file);
    }
    form.reset();
  });
  window.addEventListener("online", () => {
    for (const one of [...rows].filter((found) => found.state === "offline")) {
      one.state = "waiting";
    }
    begin_next();
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...rows].some((one) => one.state === "going" || one.state === "waiting")) {
      event.preventDefault();
    }
  });
  remember();
})();
