import type { Topic, TopicData } from '@carillon/api';
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { RealtimeClient, type RealtimeState } from './realtime-client.ts';

const RealtimeContext = createContext<RealtimeClient | null>(null);

/** Opens the page's WebSocket for as long as somebody is signed in. */
export function RealtimeProvider({ children }: { children: ReactNode }) {
  const [client] = useState(() => new RealtimeClient());
  useEffect(() => {
    client.open();
    return () => client.close();
  }, [client]);
  return <RealtimeContext value={client}>{children}</RealtimeContext>;
}

function useRealtimeClient(): RealtimeClient {
  const client = useContext(RealtimeContext);
  if (!client) throw new Error('useTopic outside RealtimeProvider');
  return client;
}

/** The current data of a topic; undefined until its snapshot has arrived. */
export function useTopic<T extends Topic>(topic: T): TopicData<T> | undefined {
  const client = useRealtimeClient();
  const subscribe = useCallback((changed: () => void) => client.subscribe(topic, changed), [client, topic]);
  return useSyncExternalStore(subscribe, () => client.data(topic));
}

export function useRealtimeState(): RealtimeState {
  const client = useRealtimeClient();
  return useSyncExternalStore(
    useCallback((changed) => client.onState(changed), [client]),
    () => client.state,
  );
}
