import './style.css';
import { render, type ComponentType } from 'preact';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { Button } from '../ui/button.js';
import { Brand } from '../ui/brand.js';
import { Languages } from '../ui/languages.js';
import { Late, useLoad, type Load } from '../ui/load.js';
import { isUnanswered } from '../ui/failure.js';
import { pageName } from '../ui/page.js';
import { resume } from '../ui/session.js';
import { loadStep } from './lazy-step.js';
import { Login } from './login.js';
import { useService, type Service } from './service.js';
import { words } from './words.js';
import { words as shared } from '../ui/words.js';

/** Whether a provider of identity has led here. */
function isBack(): boolean {
  const query = new URLSearchParams(location.search);
  return query.has('state') && (query.has('code') || query.has('error'));
}

interface PageProps {
  readonly service: Service;
}

/** Most people see `/login` alone: the other pages are parts that are loaded when they are asked for. */
async function loadPage(): Promise<ComponentType<PageProps>> {
  if (pageName === 'login') {
    if (isBack()) return (await import('./social-return.js')).SocialReturn;
    await loadStep(new URLSearchParams(location.search).get('step'));
    return Login;
  }
  if (pageName === 'logout') return (await import('./logout.js')).Logout;
  return (await import('./link-page.js')).LinkPage;
}

function App() {
  const service = useService();
  const page = useLoad(loadPage);
  const looked = useLoad(resume);
  const Page = page.data;
  const failed = [page, service, looked].find(({ failure }) => failure !== undefined) ?? service;
  return (
    <>
      <main class="auth-main">
        <Brand />
        {Page !== undefined && service.data !== undefined && isLookedUp(looked) ? (
          <Page service={service.data} />
        ) : (
          <section class="auth-card">
            <h1>{firstTitle}</h1>
            <FailureBanner action={failed} />
            {failed.failure === undefined ? <Skeleton /> : <TryNow load={failed} />}
            <SlowNote action={service} />
          </section>
        )}
      </main>
      <Languages />
    </>
  );
}

/** Who is signed in is known, or cannot be: that keeps nobody from signing in. In an outage nobody is taken for signed out. */
function isLookedUp({ data, failure }: Load<unknown>): boolean {
  return data !== undefined || (failure !== undefined && !isUnanswered(failure));
}

function TryNow({ load }: { readonly load: Pick<Load<unknown>, 'again'> }) {
  return (
    <div class="auth-form">
      <Button look="primary" wide onClick={load.again}>
        {shared.tryNow}
      </Button>
    </div>
  );
}

/** As the service has written it. */
const [firstTitle] = document.title.split(' · ');

/** In the measure of what comes. */
function Skeleton() {
  return (
    <Late>
      <p class="vh" role="status">
        {words.identifier.loading}
      </p>
      <div class="auth-form" aria-hidden="true">
        <span class="sk w3" />
        <span class="sk box" />
        <span class="sk box" />
      </div>
    </Late>
  );
}

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
