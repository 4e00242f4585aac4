import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';

const { resolve } = createRequire(import.meta.url);
const fonts = {
  regular: resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  bold: resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
};
const margin = 56;

export type PdfRow = readonly string[];
/** A block of a document, from top to bottom. */
export type PdfBlock =
  | { readonly kind: 'title' | 'heading' | 'text' | 'small'; readonly text: string }
  | {
      readonly kind: 'table';
      readonly head: PdfRow;
      readonly rows: readonly PdfRow[];
      readonly widths: readonly number[];
    }
  | { readonly kind: 'new_page' };

export type PdfOptions = { readonly title: string; readonly language: string; readonly at: Temporal.Instant };

const styles = {
  title: { font: fonts.bold, size: 18, gap: 10 },
  heading: { font: fonts.bold, size: 11.5, gap: 4 },
  text: { font: fonts.regular, size: 9.5, gap: 6 },
  small: { font: fonts.regular, size: 7.5, gap: 3 },
} as const;

/** A PDF/A-3b of A4 pages: the fonts are inside, so that it reads the same in many years. */
export async function writePdf(blocks: readonly PdfBlock[], { title, language, at }: PdfOptions): Promise<Buffer> {
  const date = new Date(at.epochMilliseconds);
  const info = { Title: title, CreationDate: date, ModDate: date };
  const options = { size: 'A4', margin, pdfVersion: '1.7', subset: 'PDF/A-3b', tagged: true, lang: language } as const;
  const document = new PDFDocument({ ...options, displayTitle: true, font: fonts.regular, info });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => void chunks.push(chunk));
  const ended = new Promise<void>((done) => void document.on('end', done));
  for (const block of blocks) drawBlock(document, block);
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

function drawBlock(document: PDFKit.PDFDocument, block: PdfBlock): void {
  if (block.kind === 'new_page') return void document.addPage();
  if (block.kind === 'table') return drawTable(document, block);
  const { font, size, gap } = styles[block.kind];
  document.font(font).fontSize(size);
  if (block.kind === 'heading') document.moveDown(0.6);
  document.text(block.text, { paragraphGap: gap });
}

function drawTable(document: PDFKit.PDFDocument, { head, rows, widths }: Extract<PdfBlock, { kind: 'table' }>): void {
  drawRow(document, head, { widths, font: fonts.bold });
  for (const row of rows) drawRow(document, row, { widths, font: fonts.regular });
  document.moveDown(0.5);
  document.x = margin;
}

type RowStyle = { readonly widths: readonly number[]; readonly font: string };

/** The first column is text to the left, the others figures to the right; a row is never cut by a page. */
function drawRow(document: PDFKit.PDFDocument, cells: PdfRow, { widths, font }: RowStyle): void {
  document.font(font).fontSize(9);
  const heights = cells.map((cell, index) => document.heightOfString(cell, { width: widths[index]! - 8 }));
  const height = Math.max(...heights) + 7;
  if (document.y + height > document.page.height - margin) document.addPage();
  const top = document.y;
  let x = margin;
  for (const [index, cell] of cells.entries()) {
    document.text(cell, x, top, { width: widths[index]! - 8, align: index === 0 ? 'left' : 'right' });
    x += widths[index]!;
  }
  document.x = margin;
  document.y = top + height;
}
