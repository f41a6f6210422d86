import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { followWorkspace } from './page-store.ts';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root: document.ts and main.tsx disagree.');
followWorkspace();
createRoot(root).render(<App />);
