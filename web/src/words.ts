// The words of scripts. They come with every page, in the reader's language: <template id="words"> holds one element
// for each message `script-…` of crates/server/locales that OF_SCRIPTS names (crates/server/src/words/mod.rs).

/** The message `script-NAME`, with `%status` and the like replaced. */
export function word(name: string, replacing: Record<string, string | number> = {}): string {
  const words = document.querySelector<HTMLTemplateElement>("template#words")?.content;
  let text = words?.querySelector(`[data-word="script-${name}"]`)?.textContent ?? "";
  for (const [place, value] of Object.entries(replacing)) text = text.replace(`%${place}`, String(value));
  return text;
}
