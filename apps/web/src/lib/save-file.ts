/** Offers a file to the person, as a browser saves it. */
export function saveFile(name: string, content: BlobPart, type: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** A PDF as the API carries it. */
export function savePdf({ fileName, contentBase64 }: { fileName: string; contentBase64: string }): void {
  const bytes = Uint8Array.from(atob(contentBase64), (letter) => letter.codePointAt(0) ?? 0);
  saveFile(fileName, bytes, 'application/pdf');
}
