// A receiver of webhooks on this machine: it remembers what it was sent.

import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** One request. */
interface Seen {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A running receiver. */
export interface Receiver {
  url: string;
  seen: Seen[];
  /** The next request is answered so, those after it with 200. */
  refuseNext(status: number, text: string): void;
  stop(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const seen: Seen[] = [];
  let next: { status: number; text: string } | undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      const { status, text } = next ?? { status: 200, text: "ok" };
      next = undefined;
      response.writeHead(status).end(text);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    seen,
    refuseNext: (status, text) => (next = { status, text }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
