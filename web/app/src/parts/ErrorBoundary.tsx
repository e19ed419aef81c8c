// Error boundary: a screen that fails, or whose code cannot be loaded, leaves the rest of the page standing.

import { Component, type ReactNode } from "react";
import { Note } from "./Note.tsx";

/** `place`: another one is tried anew. `words`: what became of what was there. */
type Props = { place: string; words?: string; children: ReactNode };

const DRAFTS = "Your drafts are safe on this device. If you are offline, load it again when you are back.";
type State = { error: Error | null; place: string };

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, place: this.props.place };

  static getDerivedStateFromError(error: Error): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps({ place }: Props, before: State): Partial<State> | null {
    return place === before.place ? null : { error: null, place };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <Note
        tone="stop"
        title="This page could not be shown."
        live
        actions={
          <button className="btn slim" type="button" onClick={() => location.reload()}>
            Load it again
          </button>
        }
      >
        <p>{this.props.words ?? DRAFTS}</p>
      </Note>
    );
  }
}
