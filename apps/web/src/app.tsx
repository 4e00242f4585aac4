import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ApiProblem } from './api/client.ts';
import { sessionKey } from './api/session.ts';
import { router } from './router.tsx';
import { cssVariables, theme } from './theme.ts';

/** A refusal is an answer: only what may pass by itself is tried again. */
const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 15_000, retry: (count, error) => !(error instanceof ApiProblem) && count < 3 },
  },
});

export function App() {
  useEffect(() => {
    // The server ended something of ours; whether that was this session, it is asked.
    const signedOut = () => void queries.invalidateQueries({ queryKey: sessionKey });
    window.addEventListener('carillon:signed-out', signedOut);
    return () => window.removeEventListener('carillon:signed-out', signedOut);
  }, []);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" cssVariablesResolver={cssVariables}>
      <QueryClientProvider client={queries}>
        <Notifications position="top-right" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
