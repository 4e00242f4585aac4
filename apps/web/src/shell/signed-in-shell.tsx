import { AppShell, Center, Loader } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session.ts';
import { SignInPage } from '../pages/sign-in.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { CallBar } from '../phone/call-bar.tsx';
import { SoftphoneProvider } from '../phone/softphone-context.tsx';
import { RealtimeProvider } from '../realtime/realtime-context.tsx';
import { CommandPalette } from './command-palette.tsx';
import { OfflineNotice } from './offline-notice.tsx';
import { PreferenceSync } from './preference-sync.tsx';
import { Rail } from './rail.tsx';
import { ShortcutsHelp } from './shortcuts-help.tsx';
import { TermsNotice } from './terms-notice.tsx';
import { TopBar } from './top-bar.tsx';

/** Signing in is not a page of its own: the address asked for stays, and opens once the person is known. */
export function SignedInShell() {
  const session = useSession();
  if (session.isPending)
    return (
      <Center h="100vh">
        <Loader aria-label="Carillon" />
      </Center>
    );
  if (session.isError)
    return (
      <Center h="100vh" p="md">
        <ProblemAlert error={session.error} onRetry={() => void session.refetch()} />
      </Center>
    );
  if (!session.data) return <SignInPage />;
  return (
    <RealtimeProvider key={session.data.user.id}>
      <PreferenceSync />
      {session.data.staff ? (
        <Frame phone={false} />
      ) : (
        <SoftphoneProvider>
          <Frame phone />
        </SoftphoneProvider>
      )}
    </RealtimeProvider>
  );
}

function Frame({ phone }: { phone: boolean }) {
  const { t } = useTranslation();
  const [menuOpen, menu] = useDisclosure(false);
  return (
    <>
      <a className="skip-link" href="#content">
        {t('app.skipToContent')}
      </a>
      <AppShell
        header={{ height: 60 }}
        navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !menuOpen } }}
        padding={{ base: 'md', sm: 'xl' }}
      >
        <AppShell.Header className="topbar" withBorder={false}>
          <TopBar menuOpen={menuOpen} onMenu={menu.toggle} phone={phone} />
        </AppShell.Header>
        <AppShell.Navbar className="rail" withBorder={false} aria-label={t('nav.main')}>
          <Rail onNavigate={menu.close} />
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1}>
          <OfflineNotice />
          {phone && <TermsNotice />}
          <Outlet />
        </AppShell.Main>
      </AppShell>
      {phone && <CallBar />}
      <CommandPalette phone={phone} />
      <ShortcutsHelp />
    </>
  );
}
