const HISTORY = /^graphiql:(queries|favorites)$/;

/** The page's storage for GraphiQL, whose history would keep the headers too: keys stand in them, and are kept nowhere. */
export const storageWithoutKeys = {
  getItem: (name: string) => localStorage.getItem(name),
  setItem: (name: string, value: string) =>
    localStorage.setItem(name, HISTORY.test(name) ? withoutHeaders(value) : value),
  removeItem: (name: string) => localStorage.removeItem(name),
  clear: () => localStorage.clear(),
  get length() {
    return localStorage.length;
  },
};

const withoutHeaders = (text: string): string =>
  JSON.stringify(JSON.parse(text), (name, value: unknown) => (name === "headers" ? undefined : value));
