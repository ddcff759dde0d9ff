/** What the page tells the browser's part. */
export interface Settings {
  /** The key that is filled in; null where the visitor brings their own. */
  readonly key: string | null;
  readonly examples: readonly Example[];
}

export interface Example {
  readonly query: string;
  /** As JSON text, the way the editor shows it. */
  readonly variables?: string;
}

/** The id of the page's element that holds the settings. */
export const SETTINGS_ID = "settings";
