// App: which screen stands at which path; all but the first one are loaded when they are opened.

import { lazy, Suspense } from "react";
import { Route, Router, Switch, useLocation } from "wouter";
import { patterns } from "./paths.ts";
import { ErrorBoundary } from "./parts/ErrorBoundary.tsx";
import { Screen } from "./parts/Screen.tsx";
import { Skeleton } from "./parts/Loading.tsx";
import { Home } from "./screens/Home.tsx";
import { SignIn } from "./screens/SignIn.tsx";
import { SessionProvider, useSession } from "./session/SessionProvider.tsx";
import { Shell } from "./parts/Shell.tsx";

const Job = lazy(() => import("./screens/Job.tsx"));
const Question = lazy(() => import("./screens/Question.tsx"));
const Resume = lazy(() => import("./screens/Resume.tsx"));
const Study = lazy(() => import("./screens/Study.tsx"));
const Lobby = lazy(() => import("./screens/Lobby.tsx"));
const Written = lazy(() => import("./screens/Written.tsx"));
const Spoken = lazy(() => import("./screens/Spoken.tsx"));
const Review = lazy(() => import("./screens/Review.tsx"));
const Due = lazy(() => import("./screens/Due.tsx"));
const Progress = lazy(() => import("./screens/Progress.tsx"));
const Settings = lazy(() => import("./screens/Settings.tsx"));
const Plan = lazy(() => import("./screens/Plan.tsx"));
const Receipt = lazy(() => import("./screens/Receipt.tsx"));
const Shared = lazy(() => import("./screens/Shared.tsx"));
const YourData = lazy(() => import("./screens/YourData.tsx"));

/** Pages for whoever has their address. */
const OPEN = /^\/app\/(receipts|shared)\/([^/]+)$/;

/** An open page needs no session, so it looks for none: it is read also where nobody could sign in. */
export function App() {
  const [, page, token] = OPEN.exec(location.pathname) ?? [];
  if (token === undefined) {
    return (
      <SessionProvider>
        <SignedIn />
      </SessionProvider>
    );
  }
  return (
    <ErrorBoundary place={token} words="Its address is as good as before. If you are offline, load it again when you are back.">
      <Suspense fallback={<Skeleton label="Loading the page" />}>
        {page === "receipts" ? <Receipt token={token} /> : <Shared token={token} />}
      </Suspense>
    </ErrorBoundary>
  );
}

function SignedIn() {
  const session = useSession();
  if (session.status !== "signed-in") return <SignIn state={session} />;
  return (
    <Router base="/app">
      <Switch>
        {/* A call has the whole screen. */}
        <Route path={patterns.spoken}>
          {({ job, interview }) => (
            <ErrorBoundary place={interview}>
              <Suspense fallback={<Skeleton label="Loading the interview" />}>
                <Spoken key={interview} job={job} interview={interview} />
              </Suspense>
            </ErrorBoundary>
          )}
        </Route>
        <Route>
          <Shell>
            <Guarded />
          </Shell>
        </Route>
      </Switch>
    </Router>
  );
}

function Guarded() {
  const [place] = useLocation();
  return (
    <ErrorBoundary place={place}>
      <Suspense fallback={<Skeleton label="Loading the page" />}>
        <Screens />
      </Suspense>
    </ErrorBoundary>
  );
}

function Screens() {
  return (
    <Switch>
      <Route path={patterns.home} component={Home} />
      <Route path={patterns.job}>{({ job }) => <Job key={job} job={job} />}</Route>
      {/* Without a key: a new question gets its id while it is being written. */}
      <Route path={patterns.question}>{({ job, question }) => <Question job={job} question={question} />}</Route>
      <Route path={patterns.resume}>{({ job }) => <Resume key={job} job={job} />}</Route>
      <Route path={patterns.study}>{({ job }) => <Study key={job} job={job} />}</Route>
      <Route path={patterns.lobby}>{({ job }) => <Lobby key={job} job={job} />}</Route>
      <Route path={patterns.written}>
        {({ job, interview }) => <Written key={interview} job={job} interview={interview} />}
      </Route>
      <Route path={patterns.review}>
        {({ job, interview }) => <Review key={interview} job={job} interview={interview} />}
      </Route>
      <Route path={patterns.due} component={Due} />
      <Route path={patterns.progress} component={Progress} />
      <Route path={patterns.settings} component={Settings} />
      <Route path={patterns.plan} component={Plan} />
      <Route path={patterns.data} component={YourData} />
      <Route>
        <Screen title="Nothing is here" back={{ href: "/", label: "Home" }}>
          <p>This address leads to no page. What you saved is where it was.</p>
        </Screen>
      </Route>
    </Switch>
  );
}
