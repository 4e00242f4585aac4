/** A figure on one line: texts and numbers as they are, lists and records as JSON. */
export function figureText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What staff typed: JSON when it is, else text. Decimal figures are text, so that no binary fraction comes in. */
export function readFigure(text: string, model: unknown): unknown {
  if (typeof model === 'string') return text.trim();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
