// A page whose session has ended goes to the login, and from there back to where it was.

function toLogin(): void {
  location.assign(`/login/?next=${encodeURIComponent(location.pathname + location.search)}`);
}

/**
 * Goes there when the server says on `source` that the session has ended, or refuses `source` because it had before.
 * Of a refusal a browser tells no status, only that it has given up: with a network that is away it goes on trying.
 */
export function leaveWithSession(source: EventSource): void {
  source.addEventListener("ended", toLogin);
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) void leaveIfRefused(source.url);
  });
}

async function leaveIfRefused(url: string): Promise<void> {
  const asking = new AbortController();
  const answer = await fetch(url, { signal: asking.signal }).catch(() => null);
  asking.abort(); // the status is enough
  if (answer?.status === 403) toLogin();
}
