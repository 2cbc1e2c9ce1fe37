/**
 * Sends one file to the record; resolves to `{ id, name, size, media_type }`, rejects with a sentence for the officer.
 * `signal` calls it off (rejects with null). XMLHttpRequest because fetch tells nothing of how far an upload has come.
 */
export function send(file, { words, onprogress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file, file.name);
    request.open("POST", "/api/files");
    // a page of another site cannot set this header: the server takes no upload without it
    request.setRequestHeader("x-motcua", "1");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => onprogress(event.loaded / (event.total || 1)));
    request.addEventListener("error", () => reject(words.no_connection));
    request.addEventListener("load", () => {
      if (request.status === 201 && request.response) resolve(request.response);
      else reject(request.response?.detail ?? request.response?.message ?? words.not_stored);
    });
    request.addEventListener("abort", () => reject(null));
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

/** Why this file is not even sent, as a sentence, or null. The server decides again. */
export function objection(file, { accept, max_mb: limit, words }) {
  const name = file.name.toLowerCase();
  const kind = file.type.toLowerCase();
  const accepted = accept.length === 0 || accept.some((entry) => (entry.startsWith(".") ? name.endsWith(entry) : kind === entry || (entry.endsWith("/*") && kind.startsWith(entry.slice(0, -1)))));
  if (!accepted) return words.wrong_kind;
  if (file.size > limit * 1024 * 1024) return words.too_large;
  if (file.size === 0) return words.empty;
  return null;
}

/** “1,4 MB”, “312 KB”: sizes as Vietnamese offices write them. */
export function sizeText(bytes) {
  if (bytes < 1024) return `${bytes} byte`;
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, "KB"] : [bytes / 1024 / 1024, "MB"];
  return `${value.toLocaleString("vi-VN", { maximumFractionDigits: unit === "KB" ? 0 : 1 })} ${unit}`;
}
