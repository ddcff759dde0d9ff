import type { MeasuredServer } from "../servers/start.ts";

const OPERATION = `subscription ($segmentId: ID) {
  segmentMembershipChanged(segmentId: $segmentId) { change customer { identities { value } } }
}`;

/** Hears of everybody who enters a segment, by Server-Sent Events; done when nothing is missed any more. */
export async function subscribe(
  { url, headers }: MeasuredServer,
  segmentId: string,
  heard: (user: string) => void,
): Promise<{ end(): void }> {
  const ended = new AbortController();
  const body = JSON.stringify({ query: OPERATION, variables: { segmentId } });
  const accept = { ...headers, accept: "text/event-stream" };
  const response = await fetch(url, { method: "POST", headers: accept, body, signal: ended.signal });
  void read(response, heard).catch((error: unknown) => {
    if (!ended.signal.aborted) throw error;
  });
  return { end: () => ended.abort() };
}

async function read({ body }: Response, heard: (user: string) => void): Promise<void> {
  if (body === null) throw new Error("no events come");
  let rest = "";
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    const events = (rest + piece).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data === undefined || data === "") continue;
      const { segmentMembershipChanged: change } = JSON.parse(data).data;
      for (const { value } of change.customer.identities) heard(value);
    }
  }
}
