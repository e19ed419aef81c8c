// Device check: microphone, loudspeaker, headphones and connection, before anything is counted.

import { useEffect, useState, type ReactNode } from "react";
import { Icon, type IconName } from "../parts/Icon.tsx";
import { useOnline } from "../parts/Shell.tsx";
import { MicrophoneLevel } from "./MicrophoneLevel.tsx";
import type { Devices } from "./devices.ts";
import { SpeechDetector } from "./level.ts";
import { FRAME_MS } from "./resampler.ts";
import { playTone } from "./tone.ts";
import type { Microphone } from "./use-microphone.ts";

type RowProps = { icon: IconName; title: string; text: ReactNode; wait?: boolean; children: ReactNode };

function Row({ icon, title, text, wait = false, children }: RowProps) {
  return (
    <div className={wait ? "check wait" : "check"}>
      <Icon name={icon} />
      <div>
        <h2 className="small">{title}</h2>
        <p className="small dim">{text}</p>
      </div>
      {children}
    </div>
  );
}

export function DeviceCheck({ microphone }: { microphone: Microphone }) {
  const online = useOnline();
  return (
    <section className="card" aria-label="Device check">
      <MicrophoneRow microphone={microphone} />
      <ToneRow devices={microphone.devices} />
      <Row icon="headphones" title="Headphones help" text="Without them the interviewer may hear itself and stop." wait>
        <span className="chip">Optional</span>
      </Row>
      <Row
        icon="connection"
        title={online ? "Connection is there" : "You are offline"}
        text="If it drops we reconnect, and keep what was said."
        wait={!online}
      >
        <Result good={online} words={online ? "Ready" : "Waiting"} />
      </Row>
    </section>
  );
}

function Result({ good, words }: { good: boolean; words: string }) {
  return (
    <span className={good ? "chip found" : "chip"} role="status">
      {good && <Icon name="check" />}
      {words}
    </span>
  );
}

function MicrophoneRow({ microphone: { state, devices, problem, open } }: { microphone: Microphone }) {
  if (devices) return <HeardRow devices={devices} />;
  return (
    <Row
      icon="microphone"
      title="Can we hear you?"
      text="Your browser asks whether darasa may use the microphone."
      wait
    >
      {problem ? (
        <span className="chip look">Not yet</span>
      ) : (
        <button className="btn slim" type="button" disabled={state === "asking"} onClick={() => void open()}>
          {state === "asking" ? "Asking…" : "Check the microphone"}
        </button>
      )}
    </Row>
  );
}

/** Silence for so long is a microphone that is muted, or the wrong one. */
const SILENCE_MS = 5_000;

const ADVICE = {
  waiting: "Say a few words and watch the strokes.",
  heard: "That is loud enough.",
  nothing: "Nothing is heard yet: is it muted, or another one chosen?",
};

function HeardRow({ devices }: { devices: Devices }) {
  const [heard, setHeard] = useState<"waiting" | "heard" | "nothing">("waiting");
  useEffect(() => {
    const detector = new SpeechDetector();
    const silence = setTimeout(() => setHeard("nothing"), SILENCE_MS);
    devices.events.frame = (pcm) => {
      if (!detector.push(pcm, performance.now(), FRAME_MS)) return;
      clearTimeout(silence);
      setHeard("heard");
    };
    return () => clearTimeout(silence);
  }, [devices]);
  return (
    <Row
      icon="microphone"
      title={heard === "heard" ? "We can hear you" : "Can we hear you?"}
      text={<span role="status">{`${devices.label || "Your microphone"}. ${ADVICE[heard]}`}</span>}
    >
      <MicrophoneLevel devices={devices} />
    </Row>
  );
}

function ToneRow({ devices }: { devices: Devices | undefined }) {
  const [state, setState] = useState<"quiet" | "playing" | "played">("quiet");
  const play = async () => {
    setState("playing");
    if (devices) await playTone(devices);
    setState("played");
  };
  const text =
    state === "played" ? "Nothing? Turn the volume up, and look which loudspeaker is chosen." : "A short, soft tone.";
  return (
    <Row icon="speaker" title="Can you hear us?" text={devices ? text : "Check the microphone first."} wait={!devices}>
      <button className="btn slim" type="button" disabled={!devices || state === "playing"} onClick={() => void play()}>
        {state === "played" ? "Play it again" : "Play the tone"}
      </button>
    </Row>
  );
}
