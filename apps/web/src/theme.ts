import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The one accent: ink blue. Green and red are kept for answer and hang-up, pass and fail. */
const ink: MantineColorsTuple = [
  '#eef2fc',
  '#dbe2f5',
  '#b4c3ea',
  '#8aa2df',
  '#6786d6',
  '#4f72cf',
  '#3d62c4',
  '#3053ad',
  '#23408e',
  '#1b3274',
];

export const theme = createTheme({
  colors: { ink },
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.18,
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
});

/** Surfaces and quiet text; contrast of `dimmed` is at least 4.5:1 on both surfaces (WCAG 1.4.3). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f7f7f5',
    '--mantine-color-dimmed': '#5b616b',
    '--mantine-color-placeholder': '#6a707a',
    '--carillon-surface': '#ffffff',
    '--carillon-rail': '#f0f0ec',
    '--carillon-line': '#e3e3dd',
    '--carillon-answer': '#14773f',
    '--carillon-hangup': '#b3261e',
    '--carillon-warn': '#8a5300',
  },
  dark: {
    '--mantine-color-body': '#141517',
    '--mantine-color-dimmed': '#a2a8b3',
    '--mantine-color-placeholder': '#949aa5',
    '--carillon-surface': '#1c1e22',
    '--carillon-rail': '#101113',
    '--carillon-line': '#2c2f35',
    '--carillon-answer': '#4cc380',
    '--carillon-hangup': '#ff7b72',
    '--carillon-warn': '#e0a84a',
  },
});
