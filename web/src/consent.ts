/** A run of a consent text: words, and where they link to. */
export interface Run {
  words: string;
  href?: string;
}

/**
 * Splits a text at its links, [words](https://…) or [words](mailto:…). Anything
 * else stays as the text that it is. Twin of forms/spans.go.
 */
export function parseConsent(text: string): Run[] {
  const runs: Run[] = [];
  let end = 0;
  for (const link of text.matchAll(/\[([^\][]+)\]\(((?:https:\/\/|mailto:)[^\s()[\]]+)\)/g)) {
    if (link.index > end) runs.push({ words: text.slice(end, link.index) });
    runs.push({ words: link[1]!, href: link[2]! });
    end = link.index + link[0].length;
  }
  if (end < text.length) runs.push({ words: text.slice(end) });
  return runs;
}
