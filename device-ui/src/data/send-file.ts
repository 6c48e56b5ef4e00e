/**
 * As `fetch`, and tells how much of the body is out: browsers tell it of the older way of asking alone.
 *
 * @param onProgress 0…1
 * @throws TypeError when the server cannot be reached; the signal's reason when it is aborted
 */
export function sendFile(address: string, request: RequestInit, onProgress: (share: number) => void): Promise<Response> {
  return new Promise((resolve, reject) => {
    const { signal } = request;
    const asked = new XMLHttpRequest();
    const abort = () => asked.abort();
    asked.open(request.method ?? "GET", address);
    for (const [name, value] of new Headers(request.headers)) asked.setRequestHeader(name, value);
    asked.responseType = "blob";
    asked.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) onProgress(loaded / total);
    };
    asked.onload = () => resolve(answerOf(asked));
    asked.onerror = () => reject(new TypeError("unreachable"));
    asked.onabort = () => reject(signal?.reason);
    asked.onloadend = () => signal?.removeEventListener("abort", abort);
    signal?.addEventListener("abort", abort, { once: true });
    asked.send(request.body instanceof Blob ? request.body : String(request.body ?? ""));
  });
}

function answerOf(asked: XMLHttpRequest): Response {
  const lines = asked.getAllResponseHeaders().trim().split("\r\n").filter(Boolean);
  const headers = new Headers(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]));
  const empty = asked.status === 204 || asked.status === 304;
  return new Response(empty ? null : asked.response, { status: asked.status, headers });
}
