/** XML as event packages write it: elements as text, everything from outside escaped. */

/** An attribute's value; absent ones are left out. */
type Attributes = Readonly<Record<string, string | number | null | undefined>>;

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Characters that XML 1.0 can't carry at all, not even escaped, become a replacement character. */
export const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');

/** `content` is XML already; text goes through `escapeXml` first. */
export const element = (name: string, attributes: Attributes = {}, ...content: readonly string[]): string => {
  let head = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) head += ` ${key}="${escapeXml(String(value))}"`;
  }
  return content.length === 0 ? `${head}/>` : `${head}>${content.join('')}</${name}>`;
};
