import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './styles.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startI18n } from './lib/i18n.ts';

await startI18n();
const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
